/**
 * From the parsed scenario to the complete one: what is derived from several fields is written in (title, seed,
 * warm-up, nodes, an application for every workload), and Kubernetes objects are carried inside with Kubernetes'
 * defaults. The complete scenario can be saved and loaded again with the same meaning.
 */
import { defaultWarmupMs, EXPERIMENT } from './defaults.ts';
import { autoscalerSchema, type HorizontalPodAutoscaler } from './kubernetes/autoscaler.ts';
import { modelledPart } from './kubernetes/coverage.ts';
import { disruptionBudgetSchema, type DisruptionBudget } from './kubernetes/disruption-budget.ts';
import { serviceSchema } from './kubernetes/service.ts';
import type { Service } from './kubernetes/service.ts';
import { familyOf, type Workload } from './kubernetes/workload.ts';
import type { World } from './kubernetes/world.ts';
import { numberedNodes } from './node-targets.ts';
import { applicationSchema } from './schema/application.ts';
import type { ParsedScenario } from './schema/scenario.ts';
import { durationMs, formatDuration } from './values/duration.ts';

type ParsedCluster = ParsedScenario['cluster'];

export type ScenarioNode = Exclude<ParsedCluster['nodes'], number>[number];

export type ScenarioCluster = Omit<ParsedCluster, 'nodes'> & { readonly nodes: readonly ScenarioNode[] };

/** A scenario with every default written in; plain JSON data. */
export type Scenario = Omit<
  ParsedScenario,
  'title' | 'question' | '$schema' | 'warmup' | 'seed' | 'cluster' | 'resources'
> & {
  readonly title: string;
  readonly question?: string;
  readonly warmup: string;
  readonly seed: string;
  readonly cluster: ScenarioCluster;
  /**
   * Workloads, Services, PodDisruptionBudgets and HorizontalPodAutoscalers: the modelled fields, defaults written in.
   * Files are taken in, so `manifests` is empty.
   */
  readonly resources: readonly (Workload | Service | DisruptionBudget | HorizontalPodAutoscaler)[];
};

/** `fallbackTitle` serves where the scenario has none. The world must be free of mistakes. */
export function completeScenario(parsed: ParsedScenario, world: World, fallbackTitle: string): Scenario {
  const { $schema: _schema, title, question, warmup, seed, cluster, resources: _resources, ...rest } = parsed;
  return {
    ...rest,
    manifests: [],
    title: title ?? fallbackTitle,
    ...(question === undefined ? {} : { question }),
    // Of "auto", what serves until it has been found.
    warmup:
      warmup !== undefined && warmup !== 'auto'
        ? warmup
        : formatDuration(defaultWarmupMs(durationMs(parsed.duration))),
    seed: String(seed ?? title ?? EXPERIMENT.seed),
    cluster: { ...cluster, nodes: nodesOf(cluster.nodes) },
    resources: resourcesOf(world),
    applications: applicationsOf(parsed, world),
  };
}

function nodesOf(nodes: ParsedCluster['nodes']): ScenarioCluster['nodes'] {
  if (typeof nodes !== 'number') return nodes;
  return numberedNodes(nodes);
}

function resourcesOf({ objects, workloads, services, budgets, autoscalers }: World): Scenario['resources'] {
  const resources: Scenario['resources'][number][] = [];
  for (const object of objects) {
    const workload = workloads.find((each) => each.object === object)?.parsed;
    const service = services.find((each) => each.object === object)?.parsed;
    if (workload) resources.push(modelledPart(familyOf(workload.kind).schema, workload));
    const autoscaler = autoscalers.find((each) => each.object === object)?.parsed;
    if (autoscaler) resources.push(modelledPart(autoscalerSchema, autoscaler));
    if (service) resources.push(modelledPart(serviceSchema, service));
    const budget = budgets.find((each) => each.object === object)?.parsed;
    if (budget) resources.push(modelledPart(disruptionBudgetSchema, budget));
  }
  return resources;
}

function applicationsOf({ applications }: ParsedScenario, { workloads }: World): Scenario['applications'] {
  const names = workloads.map(({ object }) => object.name);
  return Object.fromEntries(names.map((name) => [name, applications[name] ?? applicationSchema.parse({})]));
}
