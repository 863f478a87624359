/** What holds of any simulation: at all times, when the cluster has come to rest, and in what it hands back. */
import * as Pods from '../../model/workload/pod-memory.ts';
import { expect } from 'vitest';
import { graceOf, type Pod } from '../../model/cluster/pod.ts';
import { portAt } from '../../model/dataplane/target-port.ts';
import { ERROR_KINDS } from '../../model/outcomes.ts';
import type { ReplicationOutput } from '../../model/output.ts';
import type { SimulationOptions, WorkloadOptions } from '../../model/options.ts';
import type { ServiceOptions } from '../../model/service-options.ts';
import type { Simulation } from '../../model/simulation.ts';
import { ints } from '../../model/traffic/request-memory.ts';
import * as RequestState from '../../model/traffic/request-state.ts';
import * as Row from '../../model/traffic/request-row.ts';
import { eligibleNodes } from '../../scenario/eligible-nodes.ts';
import * as AddressState from '../../model/workload/address-state.ts';

/** As `expect`, which would take most of the time here. */
function must(holds: boolean, what: () => string): void {
  if (!holds) throw new Error(what());
}

/** What holds at any time. */
export function checkNow(simulation: Simulation): void {
  const { controlPlane, recorder } = simulation;
  recorder.conserve();
  const present = controlPlane.store.pods.filter(({ gone }) => !gone);
  const names = new Set(present.map(({ name }) => name));
  must(names.size === present.length, () => 'a pod is in two places');
  for (const pod of controlPlane.store.pods) {
    const { number, name } = pod;
    const busy = Pods.ints[(number << Pods.INTS_LOG2) | Pods.BUSY]!;
    must(
      busy >= 0 && busy <= Pods.ints[(number << Pods.INTS_LOG2) | Pods.CONCURRENCY]!,
      () => `${name} serves ${busy}`,
    );
    must(
      Pods.ints[(number << Pods.INTS_LOG2) | Pods.QUEUED]! <=
        Pods.ints[(number << Pods.INTS_LOG2) | Pods.QUEUE_LIMIT]!,
      () => `too many wait at ${name}`,
    );
    must(!pod.hasAddress || pod.node >= 0, () => `${name} has an address and no node`);
    // Without grace the object goes first, and its processes after it.
    if (!pod.gone || graceOf(pod) === 0) continue;
    must(busy === 0, () => `${name} is gone and serves`);
    must(
      ENDED.has(Pods.ints[(number << Pods.INTS_LOG2) | Pods.STATE]!),
      () => `${name} is gone, in state ${Pods.ints[(number << Pods.INTS_LOG2) | Pods.STATE]!}`,
    );
  }
  checkPlaces(simulation, present);
  checkCpu(simulation);
}

/** No node has worked for longer than it could with its cores, and no container for longer than its quota. */
function checkCpu({ controlPlane, cpus, options, engine }: Simulation): void {
  const usedMs = options.cluster.nodes.map(() => 0);
  for (const { number, name, node, template } of controlPlane.store.pods) {
    if (Pods.ints[(number << Pods.INTS_LOG2) | Pods.SHARES_CPU] === 0) continue;
    const ownMs = cpus.servedMs(number) * template.application.cpu!.share;
    const { quotaMs, periodMs } = template.cpuQuota ?? { quotaMs: Infinity, periodMs: 1 };
    must(ownMs <= quotaMs * (engine.now / periodMs + 2), () => `${name} has used ${ownMs} ms`);
    if (node >= 0) usedMs[node]! += ownMs;
  }
  options.cluster.nodes.forEach(({ name, cpu = Infinity }, node) =>
    must(usedMs[node]! <= cpu * engine.now + 1e-6, () => `${name} has worked for ${usedMs[node]!} ms`),
  );
}

const ENDED: ReadonlySet<number> = new Set([AddressState.gone, AddressState.dead, AddressState.exited]);

/** No node is asked for more than it has, and a DaemonSet has one pod of each template on a node at most. */
function checkPlaces({ options }: Simulation, present: readonly Pod[]): void {
  options.cluster.nodes.forEach(({ cpu = Infinity, pods: limit = Infinity, name }, node) => {
    const here = present.filter((pod) => pod.node === node);
    const asked = here.reduce((sum, { template }) => sum + (template.requests?.cpu ?? 0), 0);
    must(asked <= cpu + 1e-9, () => `${name} is asked for ${asked} cores`);
    must(here.length <= limit, () => `${name} has ${here.length} pods`);
    const daemons = here.filter(
      ({ owner, deletionRequested }) => owner.kind === 'DaemonSet' && !deletionRequested,
    );
    must(
      daemons.every(({ onlyNode }) => onlyNode === node),
      () => `${name} has the pod of another node`,
    );
    must(
      new Set(daemons.map(({ owner }) => owner)).size === daemons.length,
      () => `${name} has two pods of a DaemonSet`,
    );
  });
}

/**
 * Every workload has the pods that it wants, of the newest template where its kind knows rollouts; one whose pods are
 * not ready, or fit nowhere, stays where it is.
 */
export function isSettled(simulation: Simulation): boolean {
  const { controlPlane, options, rollouts } = simulation;
  const { pods } = controlPlane.store;
  const hasAll = pods.every(
    ({ owner, gone }) =>
      gone || !('replicas' in owner) || owner.active.size === owner.replicas || isDeleted(owner),
  );
  if (!hasAll) return false;
  const stuck = options.workloads.map((_, index) =>
    pods.some((pod) => pod.workload === index && !pod.gone && (pod.deletionRequested || !pod.ready)),
  );
  // A bare pod that went before it was ready is never rolled out.
  const isEndOfRollouts =
    stuck.includes(true) ||
    options.events.some(isDeletion) ||
    pods.some(({ owner, gone }) => owner.kind === 'Pod' && gone) ||
    rollouts.complete;
  return (
    isEndOfRollouts && options.workloads.every((_, index) => stuck[index] || hasWanted(simulation, index))
  );
}

function isDeleted(owner: object): boolean {
  return 'deleted' in owner && owner.deleted === true;
}

function isDeletion({ type }: SimulationOptions['events'][number]): boolean {
  return type === 'delete';
}

function hasWanted({ controlPlane, options }: Simulation, index: number): boolean {
  const active = controlPlane.store.pods.filter((pod) => pod.workload === index && !pod.gone);
  const spec = specAtEnd(options, index);
  if (spec === null) return active.length === 0;
  if (spec.kind === 'Pod') return active.length <= 1;
  if (spec.kind === 'DaemonSet') return active.length === eligibleNodes(options.cluster.nodes, spec.pod);
  const scaler = options.autoscaling?.autoscalers.find(({ workload }) => workload === index)?.spec;
  if (spec.kind === 'StatefulSet') {
    const names = active.map(({ name }) => name).toSorted();
    expect(names).toEqual(names.map((_, ordinal) => `${spec.name}-${ordinal}`));
  }
  if (scaler === undefined || spec.replicas === 0) return active.length === spec.replicas;
  return active.length >= scaler.minReplicas && active.length <= scaler.maxReplicas;
}

/** What its users have made of it; `null`: there is none. */
function specAtEnd({ workloads, events }: SimulationOptions, index: number): WorkloadOptions | null {
  const first = workloads[index]!;
  let spec = first.absent ? null : first;
  const writes = events.filter((event) => 'workload' in event && event.workload === index);
  for (const event of writes.toSorted((a, b) => a.atMs - b.atMs)) {
    if (event.type === 'delete') spec = null;
    else if (event.type === 'applyManifest') spec = event.spec;
    else if (event.type === 'scale' && spec !== null)
      spec = { ...spec, replicas: event.replicas } as WorkloadOptions;
  }
  return spec;
}

/** The stored endpoints of every Service are the pods that it selects and that have its port, with their conditions. */
export function hasTrueEndpoints({ controlPlane, options }: Simulation): boolean {
  return options.services.every((each, service) => {
    const { publishNotReadyAddresses = false } = each;
    const endpoints = controlPlane.endpointsOf(service);
    const pods = controlPlane.store.pods.filter(
      (pod) => !pod.gone && pod.hasAddress && pod.terminalPhase === null && isBehind(each, pod),
    );
    return (
      endpoints.size === pods.length &&
      pods.every(({ number, ready, deletionRequested }) => {
        const endpoint = endpoints.get(number);
        return endpoint?.ready === (publishNotReadyAddresses || (ready && !deletionRequested));
      })
    );
  });
}

function isBehind(service: ServiceOptions, { owner, template }: Pod): boolean {
  const { labels } = owner.template;
  return (
    portAt(service, template) !== null &&
    Object.entries(service.selector).every(([key, value]) => labels[key] === value)
  );
}

/** Every pod that is ready accepts requests, and some rules list it if a Service has it. */
export function doReadyOnesServe({ controlPlane, endpoints, options }: Simulation): boolean {
  const ready = controlPlane.store.pods.filter(
    (pod) => pod.ready && !pod.deletionRequested && pod.workload >= 0,
  );
  return ready.every(
    (pod) =>
      SERVING.has(Pods.ints[(pod.number << Pods.INTS_LOG2) | Pods.STATE]!) &&
      endpoints.isListed(pod.number) === options.services.some((each) => isBehind(each, pod)),
  );
}

const SERVING: ReadonlySet<number> = new Set([AddressState.accepting, AddressState.hung]);

/** What holds when all has been well for long, and the last request is answered. */
export function checkAtRest(simulation: Simulation): void {
  const { controlPlane, endpoints, requests, recorder } = simulation;
  must(recorder.conserve() === 0, () => 'requests are in flight');
  for (const { number, gone, name } of controlPlane.store.pods) {
    must(!gone || !endpoints.isListed(number), () => `rules list ${name}, which is gone`);
    must(
      Pods.ints[(number << Pods.INTS_LOG2) | Pods.STATE] !== AddressState.dead,
      () => `${name} is dead, on a node with power`,
    );
  }
  for (let slot = 0; slot < requests.extent; slot++) {
    const at = slot << Row.INTS_LOG2;
    const isOpen = ints[at | Row.STATE] !== RequestState.free;
    const isRequest = ints[at | Row.SOURCE] !== Row.PROBE_SOURCE;
    must(!isOpen || !isRequest || requests.isAbandoned(slot), () => `row ${slot} is still in use`);
  }
}

/** The figures agree with each other. */
export function checkOutput(output: ReplicationOutput): void {
  const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0);
  const lost = sum(output.errors);
  expect(output.errors).toHaveLength(ERROR_KINDS.length);
  expect(output.ok + lost + output.inFlight).toBe(output.requests);
  expect(sum(output.causes)).toBe(lost);
  expect(sum(output.losses.map(({ count }) => count))).toBe(lost);
  expect(sum([...output.series.requests])).toBeGreaterThanOrEqual(output.requests);
  expect(output.attempts).toBeGreaterThanOrEqual(output.requests);
  for (const { phases, name } of output.pods) {
    phases.forEach(({ startMs, endMs }, i) => {
      expect(endMs, name).toBeGreaterThanOrEqual(startMs);
      if (i > 0) expect(startMs, name).toBe(phases[i - 1]!.endMs);
    });
  }
  const times = output.timeline.map(({ timeMs }) => timeMs);
  expect(times.every((timeMs, i) => i === 0 || timeMs >= times[i - 1]!)).toBe(true);
}
