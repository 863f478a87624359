/**
 * The rows of the tables that every format shows: outcomes with intervals, thresholds, flags in words. Rows hold
 * finished text; how a table looks is the business of the format.
 */
import type {
  Estimate,
  Flag,
  Result,
  Summary,
  ThresholdResult,
  VariantResult,
} from '../experiment/result.ts';
import { incompleteRuns } from './answer.ts';
import { type FormattedEstimate, formatEstimate, formatNumber, NOTHING, type Unit } from './format.ts';

export interface OutcomeRow extends FormattedEstimate {
  readonly group: 'requests' | 'latency' | 'rollout' | 'service';
  readonly label: string;
  /** What the figure is, in a few words; shown where there is room. */
  readonly meaning: string;
}

type Group = OutcomeRow['group'];

function row(group: Group, label: string, estimate: Estimate, unit: Unit, meaning: string): OutcomeRow {
  return { group, label, meaning, ...formatEstimate(estimate, unit) };
}

/** Successful requests per replication; the difference of means has an interval only through the replications. */
function okRow(variant: VariantResult): OutcomeRow {
  const { replications } = variant;
  const mean = replications.reduce((sum, r) => sum + r.ok, 0) / Math.max(1, replications.length);
  const value = formatNumber(Math.round(mean), 'count');
  return { group: 'requests', label: 'ok', value, interval: '', meaning: 'answered well, per run' };
}

function requestRows(variant: VariantResult): OutcomeRow[] {
  const { summary } = variant;
  return [
    row('requests', 'requests', summary.requests, 'count', 'arrived in the measured window, per run'),
    row('requests', 'throughput', summary.throughputPerSecond, 'perSecond', 'answered well, per second'),
    okRow(variant),
    row('requests', 'failed', summary.failed, 'count', 'lost, per run'),
    row('requests', 'error rate', summary.errorRate, 'share', 'failed of all requests'),
    ...(summary.inFlight.mean
      ? [row('requests', 'in flight', summary.inFlight, 'count', 'unanswered at the end')]
      : []),
  ];
}

function latencyRows({ latencyMs }: Summary): OutcomeRow[] {
  const meaning = 'of successful requests, from intended arrival to answer';
  return [
    row('latency', 'latency mean', latencyMs.mean, 'ms', meaning),
    row('latency', 'latency p50', latencyMs.p50, 'ms', 'half are faster'),
    row('latency', 'latency p90', latencyMs.p90, 'ms', 'one in 10 is slower'),
    row('latency', 'latency p95', latencyMs.p95, 'ms', 'one in 20 is slower'),
    row('latency', 'latency p99', latencyMs.p99, 'ms', 'one in 100 is slower'),
    row('latency', 'latency p99.9', latencyMs.p999, 'ms', 'one in 1,000 is slower'),
    row('latency', 'latency max', latencyMs.max, 'ms', 'the slowest of a run, on average'),
  ];
}

/** What stands in the place of the duration of a rollout that no run completed. */
export const NOT_COMPLETE = 'not complete';

function durationRow(duration: Estimate): OutcomeRow {
  const meaning = 'from the event until the Deployment was complete; the longest of several';
  const known = row('rollout', 'rollout duration', duration, 'ms', meaning);
  return duration.mean === null ? { ...known, value: NOT_COMPLETE, interval: '' } : known;
}

function rolloutRows({ rollout }: Summary): OutcomeRow[] {
  if (rollout === null) return [];
  return [
    durationRow(rollout.durationMs),
    row(
      'rollout',
      'peak pods',
      rollout.peakPods,
      'count',
      'most live pods at once, terminating ones included',
    ),
    row('rollout', 'fewest ready endpoints', rollout.minReadyEndpoints, 'count', 'at any time in the window'),
    row(
      'rollout',
      'stale-endpoint time',
      rollout.staleEndpointMs,
      'ms',
      'mean time a proxy still listed a pod that no longer accepted',
    ),
  ];
}

function serviceRows(summary: Summary): OutcomeRow[] {
  return [
    row('service', 'pod-seconds', summary.podSeconds, 'podSeconds', 'what it cost: live pods × seconds'),
    row(
      'service',
      'utilisation',
      summary.utilization,
      'share',
      'busy share of the request slots, or shared cores, of listening pods',
    ),
    ...throttlingRows(summary),
    row(
      'service',
      'imbalance',
      summary.imbalance,
      'factor',
      'largest / mean requests per pod, of the pods ready throughout',
    ),
  ];
}

function throttlingRows({ throttling }: Summary): OutcomeRow[] {
  if (throttling === undefined) return [];
  const periods = 'share of the periods with work in which a CPU limit stopped a container';
  return [
    row('service', 'throttled periods', throttling.periods, 'share', periods),
    row(
      'service',
      'throttled time',
      throttling.timeMs,
      'ms',
      'requests stood still for, over all containers',
    ),
  ];
}

/** Every figure of the summary that was observed, in reading order. */
export function outcomeRows(variant: VariantResult): OutcomeRow[] {
  const { summary } = variant;
  const rows = [requestRows(variant), latencyRows(summary), rolloutRows(summary), serviceRows(summary)];
  return rows.flat().filter(({ value }) => value !== NOTHING);
}

const FLAG_WORDS: Readonly<Record<Exclude<Flag, 'rollout-incomplete' | 'no-requests'>, string>> = {
  saturated:
    'The service is saturated: more work arrives than it can do, so means and percentiles grow with the duration.',
  'warmup-too-short':
    'The warm-up is too short: latency was still changing when the counting began. "warmup": "auto" looks for its end; a longer duration makes room for it.',
  'too-few-replications':
    'Fewer than 5 replications: their intervals are wide, and by chance may be too narrow. Run more before deciding on them (--replications 10).',
  censored: 'Some requests were still unanswered at the end, so the latency tail is longer than shown.',
  'progress-deadline-exceeded':
    'A Deployment made no progress for its progressDeadlineSeconds: `kubectl rollout status` would fail. Kubernetes rolls nothing back by itself.',
};

function incompleteSentence(variant: VariantResult): string {
  const where = incompleteRuns(variant) ?? 'by the end of every run';
  return `The rollout was not complete ${where}: its new pods did not become ready in time. A longer duration shows whether they ever do.`;
}

function silentSentence({ replications }: VariantResult): string {
  const silent = replications.filter(({ requests }) => requests === 0).length;
  const where = silent === replications.length ? '' : ` of ${silent} of ${replications.length} runs`;
  return `No request arrived in the measured window${where}.`;
}

/** Each flag of the variant, as a sentence. */
export function flagSentences(variant: VariantResult): string[] {
  return variant.flags.map((flag) => {
    if (flag === 'rollout-incomplete') return incompleteSentence(variant);
    return flag === 'no-requests' ? silentSentence(variant) : FLAG_WORDS[flag];
  });
}

export interface ThresholdRow extends FormattedEstimate {
  readonly mark: '✓' | '✗' | '?';
  readonly verdict: ThresholdResult['verdict'];
  readonly expression: string;
  /** Name of the variant; empty when there is only one. */
  readonly variant: string;
  /** Why it is undecided, and what to do, or why it does not count; empty when it is decided. */
  readonly remedy: string;
  readonly isOfBaseline: boolean;
}

const MARKS = { pass: '✓', fail: '✗', undecided: '?' } as const;

/** What a threshold's metric measures, by the first two words of its expression; a count unless it stands here. */
const THRESHOLD_UNITS: Readonly<Record<string, Unit>> = {
  'errors rate': 'share',
  'requests rate': 'perSecond',
  'rollout duration': 'ms',
  'rollout staleEndpoint': 'ms',
  'load podSeconds': 'podSeconds',
  'load imbalance': 'factor',
  'load utilization': 'share',
  'load throttledPeriods': 'share',
};

function thresholdUnit(expression: string): Unit {
  const [, changed, limit = ''] = /^(\S+) (?:in|de)crease .*?(\S+)$/.exec(expression) ?? [];
  if (changed !== undefined) return limit.endsWith('%') ? 'share' : differenceUnit(changed);
  const [group = '', metric = ''] = expression.replace(/^traffic\..*\.(?=\w+ )/, '').split(/\s+/);
  return group === 'latency' ? 'ms' : (THRESHOLD_UNITS[`${group} ${metric}`] ?? 'count');
}

function differenceUnit(metric: string): Unit {
  if (/^error(?:s\.r|R)ate$/.test(metric)) return 'share';
  if (/^latency|^rollout\.(?:duration|stale)/.test(metric)) return 'ms';
  return /rate$|PerSecond$/.test(metric) ? 'perSecond' : 'count';
}

function isRolloutDuration(expression: string): boolean {
  return expression.startsWith('rollout duration');
}

function remedyOf({ verdict, observed, expression, variant }: ThresholdResult, result: Result): string {
  if (verdict !== 'undecided') return '';
  const own = result.variants.find(({ name }) => name === variant);
  const open = own !== undefined && isRolloutDuration(expression) ? incompleteRuns(own) : null;
  if (open !== null) return `the rollout was not complete ${open}`;
  if (observed.mean === null) return 'nothing was observed';
  if (observed.ci95 === null && observed.n < 2)
    return 'one run has no interval: use --replications 2 or more';
  if (observed.ci95 === null) return 'too few requests for an interval: use a longer --duration';
  return 'the interval straddles the limit: use more --replications';
}

function baselineNote({ verdict }: ThresholdResult): string {
  return verdict === 'pass' ? '' : 'of the baseline, which is not judged';
}

function observedBy({ expression, observed, limit }: ThresholdResult): FormattedEstimate {
  if (observed.mean === null && isRolloutDuration(expression)) return { value: NOT_COMPLETE, interval: '' };
  return formatEstimate(observed, thresholdUnit(expression), limit);
}

export function thresholdRows(result: Result): ThresholdRow[] {
  return result.thresholds.map((threshold) => ({
    mark: MARKS[threshold.verdict],
    verdict: threshold.verdict,
    expression: threshold.expression,
    variant: result.variants.length > 1 ? threshold.variant : '',
    remedy: threshold.isOfBaseline === true ? baselineNote(threshold) : remedyOf(threshold, result),
    isOfBaseline: threshold.isOfBaseline === true,
    ...observedBy(threshold),
  }));
}

/** Each interval that was asked to be tight, as a line. */
export function precisionLines({ precision = [], variants }: Result): string[] {
  return precision.map(({ expression, variant, reached, estimate }) => {
    const runs = variants.find(({ name }) => name === variant)?.replications.length ?? 0;
    const whose = variants.length > 1 ? `${variant}: ` : '';
    const words = reached
      ? `reached with ${runs} runs`
      : `not reached with ${runs} runs; raise --max-replications`;
    if (reached === null) return `– ${whose}${expression} ${unknownPart(expression, estimate, runs)}`;
    return `${reached ? '✓' : '?'} ${whose}${expression} ${words}`;
  });
}

/** A relative precision of nothing: what is known instead, and how to ask for more of it. */
function unknownPart(expression: string, { mean, ci95 }: Estimate, runs: number): string {
  if (mean === null) return `says nothing: it was never observed in ${runs} runs`;
  const [metric = ''] = expression.split('=');
  const unit: Unit = /Ms\b/.test(metric) ? 'ms' : metric === 'errorRate' ? 'share' : 'factor';
  const bound = ci95 === null ? '' : `, at 95 % confidence below ${formatNumber(ci95[1], unit, 2)}`;
  const example = unit === 'ms' ? '2ms' : unit === 'share' ? '0.0001' : '0.01';
  return `is not defined: 0 in all ${runs} runs${bound} (an absolute limit is: ${metric}=${example})`;
}
