/** Gathers what one replication has to say from its parts, once it is over. */
import { CAUSES } from './outcomes.ts';
import { lossEntries } from './loss-entries.ts';
import type {
  LossOutput,
  PodOutput,
  ReplicationOutput,
  RolloutOutput,
  SeriesOutput,
  TimelineEntry,
} from './output.ts';
import type { Simulation } from './simulation.ts';

/** @throws InvariantError when requests are not conserved. */
export function collectOutput(simulation: Simulation): ReplicationOutput {
  const { recorder, census, controlPlane, timeline, engine } = simulation;
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
    rollout: rollout(simulation),
    podSeconds: census.podSeconds,
    imbalance: imbalance(simulation),
    utilization: utilization(simulation),
    series: series(simulation),
    pods: pods.map((pod) => podOutput(simulation, pod.number)),
    timeline: timeline.enabled ? withLosses(simulation, losses) : [],
    events: engine.dispatched,
  };
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

function podOutput(simulation: Simulation, number: number): PodOutput {
  const { controlPlane, options, census, pods, engine } = simulation;
  const pod = controlPlane.store.pods[number]!;
  const endMs = Math.max(engine.now, options.durationMs);
  return {
    name: pod.name,
    node: options.cluster.nodes[pod.node]?.name ?? '',
    deployment: options.workloads[pod.workload]!.name,
    revision: pod.revision,
    requests: pods.admitted[number]!,
    errors: pods.lost[number]!,
    ...(pod.restarts > 0 ? { restarts: pod.restarts } : {}),
    phases: (census.spans[number] ?? []).map((span) => ({ ...span, endMs: Math.min(span.endMs, endMs) })),
  };
}

/** Largest / mean requests among the pods that were ready throughout the window. */
function imbalance({ controlPlane, options, census, pods }: Simulation): number {
  const windowMs = options.durationMs - options.warmupMs;
  const loads = controlPlane.store.pods
    .filter((pod) => census.readyInWindow(pod.number) >= windowMs)
    .map((pod) => pods.admitted[pod.number]!);
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  return mean > 0 ? loads.reduce((a, b) => Math.max(a, b)) / mean : NaN;
}

/** Work done in the window over the slots of processes while they listened; NaN without any. */
function utilization({ controlPlane, options, pods, servers }: Simulation): number {
  let busyMs = 0;
  let slotMs = 0;
  for (const { number } of controlPlane.store.pods) {
    busyMs += pods.busyMs[number]!;
    const listenedMs = pods.listenedMs[number]! + servers.listeningMs(number, options.durationMs);
    slotMs += listenedMs * pods.concurrency[number]!;
  }
  return slotMs > 0 ? busyMs / slotMs : NaN;
}
