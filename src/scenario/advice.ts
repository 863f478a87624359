/**
 * Warnings about a scenario without mistakes: what it leaves open, or says without effect.
 */
import { adviseBudgets } from './budget-advice.ts';
import type { View } from './draft.ts';
import { read, warn } from './draft.ts';
import { adviseLimits, type Serving } from './cpu-advice.ts';
import { adviseHooks } from './hook-advice.ts';
import {
  containerBehind,
  containerDeclaring,
  isBehind,
  targetPortOf,
  targetsIn,
  templatePath,
} from './kubernetes/behind.ts';
import { PROBE_TYPES, type Probe } from './kubernetes/probe.ts';
import type { Service } from './kubernetes/service.ts';
import { isResolved } from './kubernetes/discovery.ts';
import { templateOf, type Workload } from './kubernetes/workload.ts';
import type { Modelled, World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { didYouMean } from './suggest.ts';
import type { Path } from './text/path.ts';

/** The world and the scenario must be free of mistakes. */
export function checkAdvice(scenario: View, world: World, problems: Problems): void {
  const serving: Serving[] = [];
  for (const workload of world.workloads) {
    const container = servingContainer(scenario, workload.parsed, world);
    adviseHooks(scenario, workload, container, problems);
    serving.push({ workload, container });
    adviseZeros(workload, problems);
  }
  adviseLimits(scenario, serving, problems);
  for (const service of world.services) adviseTargetPort(service, world, problems);
  adviseBudgets(world, problems);
}

/** Index of the container behind the Service. */
function servingContainer(scenario: View, parsed: Modelled<Workload>['parsed'], world: World): number {
  const services = world.services.map((each) => each.parsed);
  return containerBehind(parsed, services, targetsIn(read(scenario)));
}

/** Where Kubernetes reads 0 as "not given", a reader may take it for 0. */
function adviseZeros({ object, parsed }: Modelled<Workload>, problems: Problems): void {
  const { containers, initContainers } = templateOf(parsed!).spec;
  Object.entries({ containers, initContainers }).forEach(([list, all]) => {
    all.forEach((container, i) => {
      for (const type of PROBE_TYPES) {
        const base = [...templatePath(parsed), 'spec', list, i, type];
        if (container[type] !== undefined) adviseZerosOf(object.view, container[type], base, problems);
      }
    });
  });
}

function adviseZerosOf(object: View, probe: Probe, base: Path, problems: Problems): void {
  for (const key of ['periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'] as const) {
    if (read(object, [...base, key]) !== 0) continue;
    const expected = `Kubernetes takes 0 as "not given": ${probe[key]} is used`;
    warn(object, { path: [...base, key], expected }, problems);
  }
}

/** A target port that the containers behind a Service do not declare. */
function adviseTargetPort({ object, parsed }: Modelled<Service>, world: World, problems: Problems): void {
  // Clients of a headless Service connect to the port they have in mind.
  if (parsed === null || isResolved(parsed)) return;
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
