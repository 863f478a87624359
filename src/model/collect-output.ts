/** Gathers what one replication has to say from its parts, once it is over. */
import * as Pods from './workload/pod-memory.ts';
import { CAUSES } from './outcomes.ts';
import { totalRestarts, type Pod } from './cluster/pod.ts';
import { objectLabel } from './cluster/workload.ts';
import { callSources } from './traffic/call-sources.ts';
import { lossEntries } from './loss-entries.ts';
import type {
  LossOutput,
  PodOutput,
  ReplicationOutput,
  RolloutOutput,
  SeriesOutput,
  SourceOutput,
  TimelineEntry,
} from './output.ts';
import type { Simulation } from './simulation.ts';

/** @throws InvariantError when requests are not conserved. */
export function collectOutput(simulation: Simulation): ReplicationOutput {
  const { recorder, calls, census, controlPlane, cpus, timeline, engine } = simulation;
  const inFlight = recorder.conserve();
  const { pods } = controlPlane.store;
  const losses = recorder.losses((pod) => pods[pod]!.name);
  return {
    requests: recorder.requests,
    ok: recorder.ok,
    completions: recorder.completions,
    inFlight,
    errors: recorder.errors,
    causes: recorder.causes,
    attempts: recorder.attempts,
    latency: recorder.latency.data(),
    losses,
    ...(calls !== null && { calls: calls.statistics.output() }),
    ...(recorder.tallies !== null && { sources: sources(simulation) }),
    rollout: rollout(simulation),
    podSeconds: census.podSeconds,
    imbalance: imbalance(simulation),
    utilization: utilization(simulation),
    ...cpus.throttling(),
    series: series(simulation),
    pods: pods.map((pod) => podOutput(simulation, pod.number)),
    timeline: timeline.enabled ? withLosses(simulation, losses) : [],
    events: engine.dispatched,
  };
}

/** Of users: those of calls come after them. */
function sources({ recorder, options }: Simulation): SourceOutput[] {
  const users = options.traffic.length - callSources(options).length;
  return (recorder.tallies ?? []).slice(0, users).map((tally) => tally.output());
}

/** The timeline, with what each pod lost where it lost the last of it. */
function withLosses(
  { timeline, controlPlane, endpoints, options }: Simulation,
  losses: readonly LossOutput[],
): TimelineEntry[] {
  const listedMs = new Map<string, number>();
  for (const [pod, ms] of endpoints.listedTooLongMs) listedMs.set(controlPlane.store.pods[pod]!.name, ms);
  const nameOfSource = (source: number) => options.traffic[source]!.name;
  const entries = [...timeline.entries, ...lossEntries(losses, listedMs, nameOfSource)];
  return entries.toSorted((a, b) => a.timeMs - b.timeMs);
}

function rollout({ rollouts, endpoints, census }: Simulation): RolloutOutput {
  return {
    ...(rollouts.exceeded && { deadlineExceeded: true }),
    started: rollouts.started,
    durationMs: rollouts.complete ? rollouts.longestMs : null,
    peakPods: census.peak,
    minReadyEndpoints: endpoints.fewestReady === Infinity ? 0 : endpoints.fewestReady,
    staleEndpointMs: endpoints.meanStaleMs(),
  };
}

function series(simulation: Simulation): SeriesOutput {
  const { recorder, census, endpoints, options, engine } = simulation;
  const lossesByCause = new Float64Array(CAUSES.length * recorder.intervals);
  recorder.lossesByInterval.forEach((counter, i) =>
    lossesByCause.set(counter.values, i * recorder.intervals),
  );
  return {
    intervalMs: options.seriesIntervalMs,
    requests: recorder.arrivalsByInterval.values,
    lossesByCause,
    latency: recorder.latencyByInterval.data(),
    readyEndpoints: endpoints.readyEndpoints(Math.max(engine.now, options.durationMs)),
    podsByPhase: census.podsByPhase(),
  };
}

/** What is outside the cluster counts as ready throughout, as those say who wrote it down. */
function phases({ census, outside, options, engine }: Simulation, number: number): PodOutput['phases'] {
  const endMs = Math.max(engine.now, options.durationMs);
  if (outside.has(number)) return [{ phase: 'ready', startMs: 0, endMs }];
  return (census.spans[number] ?? []).map((span) => ({ ...span, endMs: Math.min(span.endMs, endMs) }));
}

function ownerLabel({ options }: Simulation, owner: number): string {
  const { workloads, hosts = [] } = options;
  const workload = workloads[owner];
  if (workload !== undefined) return objectLabel(workload);
  const host = hosts[owner - workloads.length];
  return host === undefined ? '' : `host/${host.name}`;
}

function podOutput(simulation: Simulation, number: number): PodOutput {
  const { controlPlane, options } = simulation;
  const pod = controlPlane.store.pods[number]!;
  return {
    name: pod.name,
    node: options.cluster.nodes[pod.node]?.name ?? '',
    workload: ownerLabel(simulation, pod.workload),
    revision: pod.revision,
    requests: Pods.reals[(number << Pods.REALS_LOG2) | Pods.ADMITTED]!,
    errors: Pods.lost[number]!,
    ...restarts(pod),
    phases: phases(simulation, number),
  };
}

/** Nothing for a pod without restarts; by container where it has several. */
function restarts(pod: Pod): Pick<PodOutput, 'restarts' | 'containerRestarts'> {
  if (pod.restarts.size === 0) return {};
  const named = [...pod.restarts].flatMap(([name, count]) => (name === null ? [] : [[name, count] as const]));
  return {
    restarts: totalRestarts(pod),
    ...(named.length > 0 && { containerRestarts: Object.fromEntries(named) }),
  };
}

/** Largest / mean requests among the pods that were ready throughout the window; NaN of fewer than two, or without any. */
function imbalance({ controlPlane, options, census }: Simulation): number {
  const windowMs = options.durationMs - options.warmupMs;
  const loads = controlPlane.store.pods
    .filter((pod) => census.readyInWindow(pod.number) >= windowMs)
    .map((pod) => Pods.reals[(pod.number << Pods.REALS_LOG2) | Pods.ADMITTED]!);
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  return loads.length > 1 && mean > 0 ? loads.reduce((a, b) => Math.max(a, b)) / mean : NaN;
}

/** Work done in the window over the slots, or shared cores, of pods' processes while they listened; NaN without any. */
function utilization({ controlPlane, outside, options, servers, cpus }: Simulation): number {
  let busyMs = 0;
  let slotMs = 0;
  for (const { number } of controlPlane.store.pods) {
    if (outside.has(number)) continue;
    const listenedMs = Pods.listenedMs[number]! + servers.listeningMs(number, options.durationMs);
    const cores = cpus.coresOf(number);
    busyMs +=
      cores === null
        ? Pods.reals[(number << Pods.REALS_LOG2) | Pods.BUSY_MS]!
        : (cpus.usedBy(number)?.usedMs ?? 0);
    slotMs += listenedMs * (cores ?? Pods.ints[(number << Pods.INTS_LOG2) | Pods.CONCURRENCY]!);
  }
  return slotMs > 0 ? busyMs / slotMs : NaN;
}
