/**
 * Warnings about a scenario without mistakes: what it leaves open, or says without effect.
 */
import { adviseBudgets } from './budget-advice.ts';
import type { View } from './draft.ts';
import { read, warn } from './draft.ts';
import { adviseIdle, adviseLimits, type Serving } from './cpu-advice.ts';
import { adviseHooks } from './hook-advice.ts';
import { containerBehind, containerDeclaring, isBehind, templatePath } from './kubernetes/behind.ts';
import { nameOfContainer } from './kubernetes/container-names.ts';
import { PROBE_TYPES, type Probe } from './kubernetes/probe.ts';
import { isResolved } from './kubernetes/discovery.ts';
import type { Service } from './kubernetes/service.ts';
import { destinationsIn, portsInUse, targetPortOf, type Destination } from './kubernetes/service-ports.ts';
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
    adviseIdle(scenario, { workload, container }, problems);
    adviseZeros(workload, problems);
  }
  adviseLimits(scenario, serving, problems);
  const destinations = destinationsIn(read(scenario));
  for (const service of world.services) {
    if (service.parsed === null) continue;
    for (const port of portsInUse(service.parsed, destinations)) {
      adviseTargetPort(service, port, world, destinations, problems);
    }
  }
  adviseBudgets(world, problems);
}

/** Index of the container behind the Service. */
function servingContainer(scenario: View, parsed: Modelled<Workload>['parsed'], world: World): number {
  const services = world.services.map((each) => each.parsed);
  return containerBehind(parsed, services, destinationsIn(read(scenario)));
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

/** A target port that the containers behind a Service do not declare, or another than the one whose program is known. */
function adviseTargetPort(
  { object, parsed }: Modelled<Service>,
  index: number,
  world: World,
  destinations: readonly Destination[],
  problems: Problems,
): void {
  const port = targetPortOf(parsed, index);
  // Clients of a headless Service connect to the number they have in mind.
  if (port === undefined || (typeof port === 'number' && isResolved(parsed!))) return;
  const key = read(object.view, ['spec', 'ports', index, 'targetPort']) === undefined ? 'port' : 'targetPort';
  const path = ['spec', 'ports', index, key];
  const services = world.services.map((each) => each.parsed);
  for (const workload of new Set([...world.workloads, ...world.applied])) {
    if (!isBehind(workload.parsed, parsed)) continue;
    const { label } = workload.object.view;
    const { spec } = templateOf(workload.parsed!);
    const declaring = containerDeclaring(workload.parsed, port);
    const serving = containerBehind(workload.parsed, services, destinations);
    const name = (container: number) => nameOfContainer(spec, 'main', container);
    if (declaring >= 0 && declaring !== serving) {
      const expected = `${name(declaring)} of ${label} listens on this port, but is not simulated: the program of ${name(serving)} answers for it`;
      warn(object.view, { path, expected }, problems);
    }
    const declared = declaredPorts(workload.parsed!);
    const silent = spec.containers.findIndex(({ ports }) => ports.length === 0);
    const isOpen = typeof port === 'number' && declared.length === 0;
    if (declaring >= 0 || isOpen || isSidecarPort(workload.parsed!, port)) continue;
    const consequence =
      typeof port === 'string'
        ? 'these pods are no endpoints of it'
        : silent >= 0
          ? `${name(silent)}, which declares none, is taken to listen there`
          : 'connections to it are refused (if a process does listen there, let its container declare it)';
    const expected = `no container of ${label} declares this port: ${consequence}`;
    warn(object.view, { path, expected, hint: didYouMean(String(port), declared) }, problems);
  }
}

function isSidecarPort(workload: Workload, port: number | string): boolean {
  const sidecars = templateOf(workload).spec.initContainers.filter((each) => each.restartPolicy === 'Always');
  return sidecars.some(({ ports }) =>
    ports.some((each) => each.name === port || each.containerPort === port),
  );
}

function declaredPorts(workload: Workload): string[] {
  const ports = templateOf(workload).spec.containers.flatMap((container) => container.ports);
  const names = ports.flatMap(({ name }) => name ?? []);
  return [...ports.map(({ containerPort }) => String(containerPort)), ...names];
}
