/**
 * The answer in one sentence, as plain text: how many requests were lost, how sure that is, and which gap lost most
 * of them; a second sentence says what the rollout, or else the events, did to latency. Every report opens with these words, so they blame
 * a rollout only for what was lost while it went on, and say when it did not come to its end.
 */
import type { Result, Series, VariantResult } from '../experiment/result.ts';
import { CAUSE_MEANINGS, type Cause } from '../model/outcomes.ts';
import {
  formatClock,
  formatCount,
  formatEstimate,
  formatNumber,
  formatShare,
  hasInterval,
} from './format.ts';
import { lossesByCause, lossesByPhase } from './ledger.ts';
import { readWindow, type Marker, type RolloutSpan, type RunWindow } from './window.ts';

/** The meaning of a cause without its explanation after the colon. */
export function shortMeaning(cause: Cause): string {
  return CAUSE_MEANINGS[cause].split(':')[0] ?? CAUSE_MEANINGS[cause];
}

/** Share of the losses during a rollout from which on it is said to have lost them. */
const ALMOST_ALL = 0.9;

/** `A rolling restart of deployment/web`, `A rolling restart of 11 workloads`, `2 rolling restarts of …` */
function inWords({ events, targets, isRestart }: RolloutSpan): string {
  if (targets.length === 0) return 'The rollout';
  const what = targets.length > 2 ? `${targets.length} workloads` : targets.join(' and ');
  const rollout = isRestart ? 'rolling restart' : 'rollout';
  return events > targets.length ? `${events} ${rollout}s of ${what}` : `A ${rollout} of ${what}`;
}

/** Share of all losses that fell into the rollout, 0…1; `null` without a rollout. */
function shareDuring(variant: VariantResult): number | null {
  if (variant.summary.rollout === null) return null;
  return lossesByPhase(variant).find(({ phase }) => phase === 'during')?.share ?? 0;
}

function chiefCause(variant: VariantResult): string {
  const first = lossesByCause(variant)[0];
  if (first === undefined) return '';
  const amount = first.share >= 0.9995 ? 'all' : first.share > 0.5 ? 'most' : 'the largest part';
  return `, ${amount} of them ${first.cause}: ${shortMeaning(first.cause)}`;
}

/** `in 3 of 10 runs`: how many did not complete their rollout; `null` when all did, or had none. */
export function incompleteRuns({ replications }: VariantResult): string | null {
  const open = replications.filter(({ rollout }) => rollout !== null && rollout.durationMs === null).length;
  if (open === 0) return null;
  return replications.length === 1 ? 'by the end of the run' : `in ${open} of ${replications.length} runs`;
}

function ending(variant: VariantResult): string {
  const open = incompleteRuns(variant);
  return open === null ? '' : `, but the rollout was not complete ${open}`;
}

function nothingLost(variant: VariantResult): string {
  const total = variant.replications.reduce((sum, replication) => sum + replication.requests, 0);
  const upper = variant.summary.errorRate.ci95?.[1] ?? 0;
  const bound =
    upper > 0
      ? ` Assuming independent requests, fewer than ${formatNumber(upper, 'share', 2)} are, with 95\u00a0% confidence.`
      : '';
  const runs = variant.replications.length;
  const where = runs === 1 ? '' : ` in any of ${runs} runs`;
  return `No request of ${formatCount(total)} was lost${where}${ending(variant)}.${bound}`;
}

/** The answer in one sentence. */
export function answerSentence(result: Result, variant: VariantResult): string {
  const { requests, failed, errorRate } = variant.summary;
  if ((requests.mean ?? 0) === 0) return 'No request arrived in the measured window, so nothing can be said.';
  if ((failed.mean ?? 0) === 0) return nothingLost(variant);
  const rate = formatEstimate(errorRate, 'share');
  const interval = hasInterval(errorRate) ? `, 95\u00a0%\u00a0CI ${rate.interval}\u00a0%` : '';
  const [lost, all] = [failed, requests].map((estimate) => formatEstimate(estimate, 'count').value);
  const counts = `lost ${lost} of ${all} requests per run (${rate.value}${interval})`;
  const { rollout } = readWindow(result, variant);
  const during = shareDuring(variant);
  if (rollout !== null && during !== null && during >= ALMOST_ALL)
    return `${inWords(rollout)} ${counts}${chiefCause(variant)}${ending(variant)}.`;
  const { title } = result.scenario;
  const who = title === '' ? 'The service' : `“${title}”`;
  const only = during !== null && during < 0.5 ? 'only ' : '';
  const when = during === null ? '' : `; ${only}${formatShare(during)} of all losses fell into the rollout`;
  return `${who} ${counts}${chiefCause(variant)}${when}${ending(variant)}.`;
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

function quantilesBetween(series: Series, fromMs: number, toMs: number): number[] {
  return series.p99Ms.flatMap((value, i) => {
    const time = series.timeMs[i];
    return value !== null && time !== undefined && time >= fromMs && time < toMs ? [value] : [];
  });
}

interface Spell {
  readonly fromMs: number;
  readonly toMs: number;
  readonly before: string;
  readonly during: string;
}

/** What may have disturbed latency: the rollouts, or else the scenario's events; `null` without either. */
function disturbance({ rollout, events, endMs }: RunWindow): Spell | null {
  if (rollout !== null) {
    const [before, during] =
      rollout.events === 1
        ? ['the rollout', 'during it']
        : ['the first rollout', 'until the last one was complete'];
    return { fromMs: rollout.startMs, toMs: rollout.endMs ?? endMs, before, during };
  }
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return null;
  const named = ({ label, timeMs }: Marker) => `${formatClock(timeMs)} (${label})`;
  const isOne = first.timeMs === last.timeMs;
  return {
    fromMs: first.timeMs,
    toMs: isOne ? endMs : last.timeMs,
    before: named(first),
    during: isOne ? 'after it' : `from then to ${named(last)}`,
  };
}

/** What happened to latency, from the p99 of the single intervals; `null` without events or latencies. */
export function latencySentence(result: Result, variant: VariantResult): string | null {
  const window = readWindow(result, variant);
  const spell = disturbance(window);
  if (spell === null) return null;
  const during = quantilesBetween(variant.series, spell.fromMs, spell.toMs);
  const before = median(quantilesBetween(variant.series, window.warmupMs, spell.fromMs));
  const typical = median(during);
  if (before === null || typical === null) return null;
  const worst = formatNumber(Math.max(...during), 'ms');
  const seconds = variant.series.intervalMs / 1000;
  const rhythm = seconds === 1 ? 'Second by second' : `In intervals of ${seconds}\u00a0s`;
  return (
    `${rhythm}, p99 latency was typically ${formatNumber(before, 'ms')} before ${spell.before} ` +
    `and ${formatNumber(typical, 'ms')} ${spell.during}; the worst was ${worst}.`
  );
}

/** `Changed: deployment/web.replicas = 0, …`: what a variant sets on top of its scenario; `null` when it sets nothing. */
export function changesSentence({ set }: VariantResult): string | null {
  const changes = Object.entries(set).map(
    ([path, value]) => `${path} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return changes.length === 0 ? null : `Changed: ${changes.join(', ')}`;
}
