/**
 * From what the user named (files, standard input, options) to a complete scenario and the options of its simulation.
 * It orders the steps and gathers every mistake; each step lives in a file of its own.
 */
import { ScenarioError } from '../base/errors.ts';
import type { ScenarioIssue } from '../base/errors.ts';
import type { SimulationOptions } from '../model/options.ts';
import { checkAdvice } from './advice.ts';
import { assumptionsOf } from './assumptions.ts';
import { assemble } from './assemble.ts';
import type { LoadRequest } from './assemble.ts';
import { completeScenario } from './complete.ts';
import type { Scenario } from './complete.ts';
import { checkConsistency } from './consistency.ts';
import { originOf, parse, read } from './draft.ts';
import type { View } from './draft.ts';
import { readEmpiricalFiles } from './empirical.ts';
import { checkContainerNames } from './hook-advice.ts';
import { destinationsIn } from './kubernetes/service-ports.ts';
import type { ObjectCoverage } from './kubernetes/coverage.ts';
import { checkUnique } from './kubernetes/objects.ts';
import { buildWorld, coverageOf } from './kubernetes/world.ts';
import { newProblems, sortByPosition } from './problems.ts';
import { routeTraffic } from './ingress-routes.ts';
import { checkReferences } from './references.ts';
import { scenarioSchema } from './schema/scenario.ts';
import type { Path } from './text/path.ts';
import { readTraceFiles } from './trace-files.ts';
import { simulationOptions } from './translate/simulation.ts';

export type { LoadRequest } from './assemble.ts';
export type { Scenario } from './complete.ts';
export type { ObjectCoverage } from './kubernetes/coverage.ts';

export interface LoadedScenario {
  /** Every default written in; JSON data that loads to the same simulation. */
  readonly scenario: Scenario;
  readonly simulation: SimulationOptions;
  readonly seed: string;
  readonly replications: number;
  /** Whether the warm-up is to be found; until then the scenario and its simulation have the default. */
  readonly autoWarmup: boolean;
  /** What is made of every Kubernetes object, ignored kinds included. */
  readonly coverage: readonly ObjectCoverage[];
  readonly warnings: readonly ScenarioIssue[];
  /** What plain manifests left open, as taken here: see {@link assumptionsOf}. Empty for a scenario. */
  readonly assumptions: readonly string[];
  /** Where the value at a path of the scenario was written: in a file, or by an option. */
  readonly originOf: (path: Path) => ReturnType<typeof originOf>;
}

/** @throws ScenarioError with all issues of all files at once, in the order of the files. */
export function loadScenario(request: LoadRequest): LoadedScenario {
  const problems = newProblems();
  const { draft, objects, complete, files, title } = assemble(request, problems);
  const fail = (): never => {
    throw new ScenarioError(sortByPosition(problems.issues, files));
  };
  checkUnique(objects, problems);
  const world = buildWorld(objects, problems);
  if (draft === null) return fail();
  const view: View = { draft, base: [], label: '' };
  const routing = routeTraffic(view, world, problems);
  readEmpiricalFiles(view, problems);
  readTraceFiles(view, problems);
  const parsed = parse(view, scenarioSchema, problems);
  if (complete) checkReferences(view, world, problems);
  checkContainerNames(view, world, problems);
  checkConsistency(view, problems);
  if (problems.issues.length > 0 || parsed === null) return fail();
  checkAdvice(view, world, problems);
  const scenario = completeScenario(parsed, world, read(view), title);
  const simulation = simulationOptions(scenario);
  return {
    scenario,
    simulation,
    seed: scenario.seed,
    replications: scenario.replications,
    autoWarmup: parsed.warmup === 'auto',
    coverage: coverageOf(world, destinationsIn(scenario), routing),
    warnings: sortByPosition(problems.warnings, files),
    assumptions: draft.document === null ? assumptionsOf(view, simulation) : [],
    originOf: (path) => originOf(view, path),
  };
}
