/**
 * Test data: a deterministic, synthetic result of a rolling restart, for the tests of reports and for looking at
 * charts at many sizes. Its figures are consistent with each other (ledger, causes and totals agree), but they come
 * from a formula, not from the model; nothing outside tests may import it.
 */
import type { Cause, ErrorKind, PodPhase } from '../model/outcomes.ts';
import type {
  Estimate,
  LossEntry,
  PodResult,
  ReplicationResult,
  Result,
  Series,
  Summary,
  TimelineResult,
  VariantResult,
} from '../experiment/result.ts';
import type { LatencyMetric } from '../experiment/result.ts';

export interface SampleOptions {
  readonly pods?: number;
  readonly replications?: number;
  readonly intervals?: number;
  /** Without losses every cause, ledger row and error is absent. */
  readonly losses?: boolean;
  /** Every quantile of the series and of the summary is null, as when no request succeeded. */
  readonly noLatency?: boolean;
  readonly deployment?: string;
  readonly title?: string;
  readonly variants?: readonly string[];
}

type Settings = Required<SampleOptions>;

const LOSSES: readonly { cause: Cause; kind: ErrorKind; share: number }[] = [
  { cause: 'stale-endpoint', kind: 'refused', share: 0.62 },
  { cause: 'killed-in-flight', kind: 'reset', share: 0.27 },
  { cause: 'not-initialized-yet', kind: 'http503', share: 0.08 },
  { cause: 'overload', kind: 'timeout', share: 0.03 },
];

const RATE_PER_SECOND = 200;
const WARMUP_MS = 30_000;

/** A pseudo-random number in 0…1 that depends on its arguments only. */
function noise(a: number, b: number): number {
  const x = Math.sin(a * 12.9898 + b * 78.233 + 1) * 43_758.5453;
  return x - Math.floor(x);
}

export function sampleResult(options: SampleOptions = {}): Result {
  const settings: Settings = {
    pods: 4,
    replications: 10,
    intervals: 300,
    losses: true,
    noLatency: false,
    deployment: 'web',
    title: 'Rolling restart of a service',
    variants: ['baseline'],
    ...options,
  };
  const durationS = settings.intervals;
  return {
    version: 1,
    tool: { name: 'kube-service-simulator', version: '0.1.0' },
    scenario: {
      version: 1,
      title: settings.title,
      question: 'How many requests does a rolling restart lose, and how slow do the others get?',
      duration: `${durationS}s`,
      warmup: `${WARMUP_MS / 1000}s`,
      seed: "it's <rolling>",
      replications: settings.replications,
      events: [
        {
          at: `${rolloutStartMs(settings) / 1000}s`,
          do: 'rolloutRestart',
          target: `deployment/${settings.deployment}`,
        },
      ],
    },
    scenarioHash: '9f2c4e1b'.repeat(8),
    seed: "it's <rolling>",
    partial: false,
    variants: settings.variants.map((name, index) => sampleVariant(settings, name, index)),
    thresholds: settings.variants.flatMap((variant) => [
      {
        expression: 'errors rate < 0.1%',
        variant,
        verdict: settings.losses ? ('fail' as const) : ('pass' as const),
        observed: errorRate(settings),
        limit: 0.001,
      },
      {
        expression: 'latency p99 < 250ms',
        variant,
        verdict: 'undecided' as const,
        observed: estimate(248, 6, settings),
        limit: 250,
      },
    ]),
    notes: [
      'deployment/web: spec.progressDeadlineSeconds is not modelled and was ignored',
      'deployment/web: readinessProbe.timeoutSeconds was defaulted to 1',
    ],
  };
}

function sampleVariant(settings: Settings, name: string, index: number): VariantResult {
  const pods = samplePods(settings, index);
  return {
    name,
    set: index === 0 ? {} : { 'deployment/web.preStop': '10s' },
    summary: sampleSummary(settings),
    flags: settings.replications < 5 ? ['too-few-replications'] : [],
    losses: sampleLosses(settings, pods),
    replications: Array.from({ length: settings.replications }, (_, r) => sampleReplication(settings, r)),
    series: sampleSeries(settings, pods),
    latencyHistogram: sampleHistogram(settings),
    pods,
    timeline: sampleTimeline(settings, pods),
  };
}

function rolloutStartMs(settings: Settings): number {
  return Math.round(settings.intervals / 3) * 1000;
}

function stepMs(settings: Settings): number {
  return Math.min(12_000, (settings.intervals * 400) / settings.pods);
}

function requestsOf(settings: Settings): number {
  return RATE_PER_SECOND * (settings.intervals - WARMUP_MS / 1000);
}

function failedOf(settings: Settings): number {
  return settings.losses ? 40 * settings.pods : 0;
}

function estimate(mean: number, halfWidth: number, settings: Settings): Estimate {
  const n = settings.replications;
  return { mean, ci95: n === 1 ? null : [mean - halfWidth, mean + halfWidth], n };
}

function errorRate(settings: Settings): Estimate {
  const total = requestsOf(settings) * settings.replications;
  const mean = failedOf(settings) / requestsOf(settings);
  const ci95: [number, number] = mean === 0 ? [0, 3 / total] : [mean * 0.85, mean * 1.15];
  return { mean, ci95, n: settings.replications };
}

function perMetric<T>(value: (metric: LatencyMetric) => T): Record<LatencyMetric, T> {
  return {
    mean: value('mean'),
    p50: value('p50'),
    p90: value('p90'),
    p95: value('p95'),
    p99: value('p99'),
    p999: value('p999'),
    max: value('max'),
  };
}

function sampleSummary(settings: Settings): Summary {
  const failed = failedOf(settings);
  const occurring = settings.losses ? LOSSES : [];
  const latency = { mean: 31.42, p50: 24.1, p90: 61.8, p95: 84.9, p99: 248, p999: 612, max: 1893 };
  const none: Estimate = { mean: null, ci95: null, n: settings.replications };
  const latencyMs = perMetric((m) =>
    settings.noLatency ? none : estimate(latency[m], latency[m] * 0.024, settings),
  );
  return {
    requests: estimate(requestsOf(settings), 412, settings),
    throughputPerSecond: estimate(199.6, 1.2, settings),
    errorRate: errorRate(settings),
    failed: estimate(failed, failed * 0.15, settings),
    errors: Object.fromEntries(occurring.map((l) => [l.kind, estimate(failed * l.share, 2, settings)])),
    causes: Object.fromEntries(occurring.map((l) => [l.cause, estimate(failed * l.share, 2, settings)])),
    latencyMs,
    rollout: {
      durationMs: estimate(settings.pods * stepMs(settings), 1800, settings),
      peakPods: estimate(settings.pods + 1, 0, settings),
      minReadyEndpoints: estimate(settings.pods, 0, settings),
      staleEndpointMs: estimate(742, 61, settings),
    },
    podSeconds: estimate(settings.pods * (settings.intervals - 30) * 1.06, 12, settings),
    imbalance: estimate(1.21, 0.03, settings),
    utilization: estimate(0.247, 0.004, settings),
    inFlight: estimate(0, 0, settings),
  };
}

/** Pod i's successor starts when the rollout reaches it; the old one terminates once the successor is ready. */
function samplePods(settings: Settings, variant: number): PodResult[] {
  const endMs = settings.intervals * 1000;
  const start = rolloutStartMs(settings);
  const step = stepMs(settings);
  const suffix = (i: number, revision: number) =>
    Math.floor(noise(i + variant, revision) * 36 ** 5)
      .toString(36)
      .padStart(5, 'x');
  const pod = (i: number, revision: number, cuts: readonly number[]): PodResult => {
    const phases: readonly PodPhase[] = ['pending', 'starting', 'ready', 'terminating'];
    return {
      name: `${settings.deployment}-${revision === 1 ? '6b7f9c4d58' : '5d8c7b9f6c'}-${suffix(i, revision)}`,
      node: `node-${(i % 3) + 1}`,
      workload: `deployment/${settings.deployment}`,
      revision,
      requests: Math.round(
        (RATE_PER_SECOND / settings.pods / 1000) *
          Math.max(0, Math.min(cuts[3] ?? 0, endMs) - Math.max(cuts[2] ?? 0, WARMUP_MS)) *
          (0.9 + 0.2 * noise(i, revision + 7)),
      ),
      errors: settings.losses && revision === 1 ? Math.round(30 + 20 * noise(i, 3)) : 0,
      phases: phases.flatMap((phase, p) => {
        const [from, to] = [cuts[p], cuts[p + 1]];
        return from === undefined || to === undefined || to <= from
          ? []
          : [{ phase, startMs: from, endMs: to }];
      }),
    };
  };
  const old = Array.from({ length: settings.pods }, (_, i) => {
    const down = start + (i + 1) * step;
    return pod(i, 1, [0, 400, 5200 + 900 * noise(i, 1), down, Math.min(down + 0.35 * step, endMs)]);
  });
  const fresh = Array.from({ length: settings.pods }, (_, i) => {
    const up = start + i * step;
    return pod(i, 2, [up, up + 0.08 * step, up + step * (0.8 + 0.15 * noise(i, 2)), endMs]);
  });
  return [...old, ...fresh];
}

function sampleLosses(settings: Settings, pods: readonly PodResult[]): LossEntry[] {
  if (!settings.losses) return [];
  const old = pods.filter((pod) => pod.revision === 1);
  return LOSSES.flatMap(({ cause, kind, share }) =>
    old.map((pod) => ({
      source: 'users',
      cause,
      kind,
      pod: pod.name,
      phase: 'during' as const,
      count: (failedOf(settings) * settings.replications * share) / old.length,
    })),
  );
}

function sampleReplication(settings: Settings, index: number): ReplicationResult {
  const requests = requestsOf(settings);
  const failed = failedOf(settings);
  const occurring = settings.losses ? LOSSES : [];
  const latency = { mean: 31.4, p50: 24, p90: 61, p95: 84, p99: 248, p999: 612, max: 1893 };
  return {
    index,
    seed: `it's <rolling>#${index}`,
    requests,
    ok: requests - failed,
    completions: requests - failed,
    inFlight: 0,
    attempts: requests,
    errors: Object.fromEntries(occurring.map((l) => [l.kind, failed * l.share])),
    causes: Object.fromEntries(occurring.map((l) => [l.cause, failed * l.share])),
    latencyMs: perMetric((m) => (settings.noLatency ? null : latency[m])),
    rollout: {
      durationMs: settings.pods * stepMs(settings),
      peakPods: settings.pods + 1,
      minReadyEndpoints: settings.pods,
      staleEndpointMs: 742,
    },
    podSeconds: settings.pods * 286,
    imbalance: 1.2,
    utilization: 0.25,
  };
}

function phaseShare(pods: readonly PodResult[], phase: PodPhase, fromMs: number): number {
  const busy = pods.flatMap((pod) => pod.phases.filter((p) => p.phase === phase));
  return busy.reduce(
    (sum, p) => sum + Math.max(0, Math.min(p.endMs, fromMs + 1000) - Math.max(p.startMs, fromMs)) / 1000,
    0,
  );
}

function sampleSeries(settings: Settings, pods: readonly PodResult[]): Series {
  const timeMs = Array.from({ length: settings.intervals }, (_, i) => i * 1000);
  const start = rolloutStartMs(settings);
  const end = start + settings.pods * stepMs(settings);
  const rolling = timeMs.map((t) => t >= start && t < end);
  const share = (phase: PodPhase) => timeMs.map((t) => phaseShare(pods, phase, t));
  const inRollout = rolling.filter(Boolean).length;
  const lost = (of: number, k: number) =>
    rolling.map((on, i) =>
      on && settings.losses ? (failedOf(settings) / inRollout) * of * 2 * noise(i, k) : 0,
    );
  const causes = settings.losses ? Object.fromEntries(LOSSES.map((l, k) => [l.cause, lost(l.share, k)])) : {};
  const quantile = (base: number, slow: number) =>
    timeMs.map((_, i) =>
      settings.noLatency ? null : base * (0.92 + 0.16 * noise(i, base)) * (rolling[i] ? slow : 1),
    );
  return {
    intervalMs: 1000,
    timeMs,
    requests: timeMs.map((_, i) => RATE_PER_SECOND * (0.95 + 0.1 * noise(i, 11))),
    errors: timeMs.map((_, i) => Object.values(causes).reduce((sum, row) => sum + (row[i] ?? 0), 0)),
    causes,
    p50Ms: quantile(24, 1.1),
    p90Ms: quantile(58, 1.5),
    p99Ms: quantile(102, 2.9).map((v, i) => (i % 97 === 50 ? null : v)),
    readyEndpoints: share('ready'),
    pods: timeMs.map((t) =>
      (['pending', 'starting', 'ready', 'terminating'] as const).reduce(
        (n, p) => n + phaseShare(pods, p, t),
        0,
      ),
    ),
    podsByPhase: {
      pending: share('pending'),
      starting: share('starting'),
      ready: share('ready'),
      terminating: share('terminating'),
    },
  };
}

/** Log-linear buckets from 10 ms on, filled by a lognormal with a second mode for the cold start. */
function sampleHistogram(settings: Settings): VariantResult['latencyHistogram'] {
  const lowMs: number[] = [];
  const highMs: number[] = [];
  const count: number[] = [];
  if (settings.noLatency) return { lowMs, highMs, count };
  for (let low = 10; low < 2000; low *= 1.01) {
    const bell = (median: number, sigma: number) => Math.exp(-((Math.log(low / median) / sigma) ** 2) / 2);
    const value = Math.round(settings.replications * 900 * (bell(24, 0.5) + 0.012 * bell(240, 0.5)));
    if (value === 0) continue;
    lowMs.push(low);
    highMs.push(low * 1.01);
    count.push(value);
  }
  return { lowMs, highMs, count };
}

function sampleTimeline(settings: Settings, pods: readonly PodResult[]): TimelineResult[] {
  const words: Readonly<Record<PodPhase, string>> = {
    pending: 'created',
    starting: 'container started',
    ready: 'became ready',
    terminating: 'was asked to stop',
  };
  const steps = pods.flatMap((pod) =>
    pod.phases.map(({ phase, startMs }) => ({
      timeMs: startMs,
      object: `pod/${pod.name}`,
      what: words[phase],
      why: phase === 'terminating' ? `replicaset <old> scaled down & replaced` : null,
    })),
  );
  const restart = {
    timeMs: rolloutStartMs(settings),
    object: `deployment/${settings.deployment}`,
    what: 'rollout restart',
    why: 'event',
  };
  return [restart, ...steps].toSorted((a, b) => a.timeMs - b.timeMs);
}
