/**
 * The answer in one sentence, as plain text: how many requests were lost, how sure that is, and which gap lost most
 * of them; a second sentence says what the rollout did to latency. Every report opens with these words.
 */
import type { Result, Series, VariantResult } from '../experiment/result.ts';
import type { Cause } from '../model/outcomes.ts';
import { formatCount, formatEstimate, formatNumber, formatPerRun } from './format.ts';
import { lossesByCause } from './ledger.ts';
import { readWindow, type RolloutSpan } from './window.ts';
import { CAUSE_MEANINGS } from '../model/outcomes.ts';

/** The meaning of a cause without its explanation after the colon. */
export function shortMeaning(cause: Cause): string {
  return CAUSE_MEANINGS[cause].split(':')[0] ?? CAUSE_MEANINGS[cause];
}

function subject(result: Result, rollout: RolloutSpan | null): string {
  if (rollout === null) return result.scenario.title === '' ? 'The service' : `“${result.scenario.title}”`;
  return rollout.target === null ? 'The rollout' : `A rolling restart of ${rollout.target}`;
}

function chiefCause(variant: VariantResult): string {
  const first = lossesByCause(variant)[0];
  if (first === undefined) return '';
  const amount = first.share >= 0.9995 ? 'all' : first.share > 0.5 ? 'most' : 'the largest part';
  return `, ${amount} of them ${first.cause}: ${shortMeaning(first.cause)}`;
}

function nothingLost(variant: VariantResult): string {
  const total = variant.replications.reduce((sum, replication) => sum + replication.requests, 0);
  const upper = variant.summary.errorRate.ci95?.[1] ?? 0;
  const bound =
    upper > 0 ? `; with 95\u00a0% confidence fewer than ${formatNumber(upper, 'share', 2)} are` : '';
  const runs = variant.replications.length === 1 ? '' : ` in ${variant.replications.length} runs`;
  return `No request of ${formatCount(total)}${runs} was lost${bound}.`;
}

/** The answer in one sentence. */
export function answerSentence(result: Result, variant: VariantResult): string {
  const { requests, failed, errorRate } = variant.summary;
  if ((requests.mean ?? 0) === 0) return 'No request arrived in the measured window, so nothing can be said.';
  if ((failed.mean ?? 0) === 0) return nothingLost(variant);
  const rate = formatEstimate(errorRate, 'share');
  const interval = errorRate.ci95 === null ? '' : `, 95\u00a0%\u00a0CI ${rate.interval}\u00a0%`;
  const counts = `${formatPerRun(failed.mean ?? 0)} of ${formatPerRun(requests.mean ?? 0)} requests per run`;
  const who = subject(result, readWindow(result, variant).rollout);
  return `${who} lost ${counts} (${rate.value}${interval})${chiefCause(variant)}.`;
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

/** What the rollout did to latency, from the p99 of the single intervals; `null` without a rollout or latencies. */
export function latencySentence(result: Result, variant: VariantResult): string | null {
  const { rollout, warmupMs, endMs } = readWindow(result, variant);
  if (rollout === null) return null;
  const during = quantilesBetween(variant.series, rollout.startMs, rollout.endMs ?? endMs);
  const before = median(quantilesBetween(variant.series, warmupMs, rollout.startMs));
  const typical = median(during);
  if (before === null || typical === null) return null;
  const worst = formatNumber(Math.max(...during), 'ms');
  const seconds = variant.series.intervalMs / 1000;
  const rhythm = seconds === 1 ? 'Second by second' : `In intervals of ${seconds}\u00a0s`;
  return (
    `${rhythm}, p99 latency was typically ${formatNumber(before, 'ms')} before the rollout ` +
    `and ${formatNumber(typical, 'ms')} during it; the worst was ${worst}.`
  );
}
