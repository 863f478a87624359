/**
 * Warnings about a scenario without mistakes: what it leaves open, or says without effect.
 */
import { adviseBudgets } from './budget-advice.ts';
import type { View } from './draft.ts';
import { read, warn } from './draft.ts';
import {
  containerBehind,
  containerDeclaring,
  isBehind,
  targetPortOf,
  targetsIn,
  templatePath,
} from './kubernetes/behind.ts';
import { hookMs } from './kubernetes/pre-stop.ts';
import { PROBE_TYPES } from './kubernetes/probe.ts';
import type { Service } from './kubernetes/service.ts';
import { templateOf, type Workload } from './kubernetes/workload.ts';
import type { Modelled, World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { whyNoTarget } from './references.ts';
import { didYouMean } from './suggest.ts';
import { parseDuration } from './values/duration.ts';

/** The world and the scenario must be free of mistakes. */
export function checkAdvice(scenario: View, world: World, problems: Problems): void {
  for (const workload of world.workloads) {
    advisePreStop(scenario, workload, world, problems);
    adviseZeros(scenario, workload, world, problems);
  }
  for (const service of world.services) adviseTargetPort(service, world, problems);
  adviseBudgets(world, problems);
}

/** Index of the container whose probe and hook are modelled. */
function modelledContainer(scenario: View, parsed: Modelled<Workload>['parsed'], world: World): number {
  const services = world.services.map((each) => each.parsed);
  return containerBehind(parsed, services, targetsIn(read(scenario)));
}

/** A hook whose length nobody says, and a length that no hook uses. */
function advisePreStop(
  scenario: View,
  { object, parsed }: Modelled<Workload>,
  world: World,
  problems: Problems,
): void {
  const index = modelledContainer(scenario, parsed, world);
  const hook = templateOf(parsed!).spec.containers[index]!.lifecycle?.preStop;
  const path = ['applications', object.name, 'preStop'];
  const written = read(scenario, path);
  const isUnknown = hook !== undefined && hookMs(hook) === null;
  if (isUnknown && written === undefined) {
    const at = [...templatePath(parsed), 'spec', 'containers', index, 'lifecycle', 'preStop'];
    const expected = 'the length of this hook is unknown: taken as 0s';
    const hint = `say it in ${path.join('.')}`;
    warn(object.view, { path: at, expected, hint }, problems);
  } else if (!isUnknown && typeof written === 'string' && parseDuration(written) !== 0) {
    const expected =
      hook === undefined ? 'there is no preStop hook' : 'the manifest says how long the hook takes';
    warn(scenario, { path, expected: `has no effect: ${expected}` }, problems);
  }
}

/** Where Kubernetes reads 0 as "not given", a reader may take it for 0. */
function adviseZeros(
  scenario: View,
  { object, parsed }: Modelled<Workload>,
  world: World,
  problems: Problems,
): void {
  const index = modelledContainer(scenario, parsed, world);
  for (const type of PROBE_TYPES) {
    const probe = templateOf(parsed!).spec.containers[index]![type];
    const base = [...templatePath(parsed), 'spec', 'containers', index, type];
    for (const key of ['periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'] as const) {
      if (probe === undefined || read(object.view, [...base, key]) !== 0) continue;
      const expected = `Kubernetes takes 0 as "not given": ${probe[key]} is used`;
      warn(object.view, { path: [...base, key], expected }, problems);
    }
  }
}

/** A target port that the containers behind a Service do not declare. */
function adviseTargetPort({ object, parsed }: Modelled<Service>, world: World, problems: Problems): void {
  if (parsed === null || whyNoTarget(parsed) !== null) return;
  const port = targetPortOf(parsed);
  for (const workload of world.workloads) {
    if (port === undefined || !isBehind(workload.parsed, parsed)) continue;
    const declared = declaredPorts(workload.parsed!);
    const isNamed = typeof port === 'string';
    if (containerDeclaring(workload.parsed, port) >= 0 || (!isNamed && declared.length === 0)) continue;
    const consequence = isNamed
      ? 'Kubernetes would send nothing there'
      : 'it would be refused unless the process listens there';
    const path = read(object.view, ['spec', 'ports', 0, 'targetPort']) === undefined ? 'port' : 'targetPort';
    const expected = `no container of ${workload.object.view.label} declares this port: ${consequence}`;
    const hint = didYouMean(String(port), declared);
    warn(object.view, { path: ['spec', 'ports', 0, path], expected, hint }, problems);
  }
}

function declaredPorts(workload: Workload): string[] {
  const ports = templateOf(workload).spec.containers.flatMap((container) => container.ports);
  const names = ports.flatMap(({ name }) => name ?? []);
  return [...ports.map(({ containerPort }) => String(containerPort)), ...names];
}
