/** Gathers what one replication has to say from its parts, once it is over. */
import { CAUSES } from './outcomes.ts';
import type { PodOutput, ReplicationOutput, SeriesOutput } from './output.ts';
import type { Simulation } from './simulation.ts';

/** @throws InvariantError when requests are not conserved. */
export function collectOutput(simulation: Simulation): ReplicationOutput {
  const { recorder, census, rollouts, controlPlane, timeline, engine } = simulation;
  const inFlight = recorder.conserve();
  const { pods } = controlPlane.store;
  return {
    requests: recorder.requests,
    ok: recorder.ok,
    inFlight,
    errors: recorder.errors,
    causes: recorder.causes,
    attempts: recorder.attempts,
    latency: recorder.latency.data(),
    losses: recorder.losses((pod) => pods[pod]!.name),
    rollout: rollouts.output(census.peak),
    podSeconds: census.podSeconds,
    imbalance: imbalance(simulation),
    utilization: utilization(simulation),
    series: series(simulation),
    pods: pods.map((pod) => podOutput(simulation, pod.number)),
    timeline: timeline.entries,
    events: engine.dispatched,
  };
}

function series(simulation: Simulation): SeriesOutput {
  const { recorder, census, rollouts, options } = simulation;
  const lossesByCause = new Float64Array(CAUSES.length * recorder.intervals);
  recorder.lossesByInterval.forEach((counter, i) =>
    lossesByCause.set(counter.values, i * recorder.intervals),
  );
  return {
    intervalMs: options.seriesIntervalMs,
    requests: recorder.arrivalsByInterval.values,
    lossesByCause,
    latency: recorder.latencyByInterval.data(),
    readyEndpoints: rollouts.readyEndpoints(),
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
    deployment: options.deployments[pod.deployment]!.name,
    revision: pod.replicaSet.revision,
    requests: pods.admitted[number]!,
    errors: pods.lost[number]!,
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
  return mean > 0 ? Math.max(...loads) / mean : NaN;
}

/** Service begun in the window over the slots of pods while ready; NaN without ready pods. */
function utilization({ controlPlane, census, pods }: Simulation): number {
  let busyMs = 0;
  let slotMs = 0;
  for (const { number } of controlPlane.store.pods) {
    busyMs += pods.busyMs[number]!;
    slotMs += census.readyInWindow(number) * pods.concurrency[number]!;
  }
  return slotMs > 0 ? busyMs / slotMs : NaN;
}
