/**
 * The loss ledger, grouped: by cause and error kind, by pod, by phase of the rollout. Counts are per replication;
 * every grouping sums to the same total, because each is a partition of the same entries.
 */
import { formatClock, formatEstimate, formatPerRun, formatShare } from './format.ts';
import type { LossEntry, Result, VariantResult } from '../experiment/result.ts';
import type { Cause, ErrorKind, RolloutPhase } from '../model/outcomes.ts';
import { readDurationMs } from './window.ts';

interface LossGroup {
  /** Lost requests per replication. */
  readonly perRun: number;
  /** Of all losses, 0…1. */
  readonly share: number;
}

export interface CauseLosses extends LossGroup {
  readonly cause: Cause;
  /** What the clients saw and how often per replication, most frequent first. */
  readonly kinds: readonly (readonly [kind: ErrorKind, perRun: number])[];
}

export interface PodLosses extends LossGroup {
  /** `null`: no pod was chosen. */
  readonly pod: string | null;
}

export interface SourceLosses extends LossGroup {
  /** Name of the traffic source. */
  readonly source: string;
}

export interface PhaseLosses extends LossGroup {
  readonly phase: RolloutPhase;
}

/** Sums of counts by key, largest first; ties by first appearance. */
function sumBy<K>(losses: readonly LossEntry[], key: (entry: LossEntry) => K): [K, number][] {
  const sums = new Map<K, number>();
  for (const entry of losses) sums.set(key(entry), (sums.get(key(entry)) ?? 0) + entry.count);
  return [...sums].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
}

function runsOf(variant: VariantResult): number {
  return Math.max(1, variant.replications.length);
}

function grouped<K>(variant: VariantResult, key: (entry: LossEntry) => K): (LossGroup & { key: K })[] {
  const total = variant.losses.reduce((sum, entry) => sum + entry.count, 0);
  return sumBy(variant.losses, key).map(([k, count]) => ({
    key: k,
    perRun: count / runsOf(variant),
    share: count / total,
  }));
}

/** Largest cause first. */
export function lossesByCause(variant: VariantResult): CauseLosses[] {
  return grouped(variant, (entry) => entry.cause).map(({ key: cause, perRun, share }) => {
    const own = variant.losses.filter((entry) => entry.cause === cause);
    const kinds = sumBy(own, (entry) => entry.kind);
    return { cause, perRun, share, kinds: kinds.map(([kind, count]) => [kind, count / runsOf(variant)]) };
  });
}

/** `timeout 111, refused 32`: per run; the number is left out where there is only one kind. */
export function kindsSeen({ kinds }: CauseLosses): string {
  return kinds
    .map(([kind, perRun]) => (kinds.length === 1 ? kind : `${kind}\u00a0${formatPerRun(perRun)}`))
    .join(', ');
}

/** Lost requests per run with the digits that its interval justifies, as the outcomes show the total. */
export function causePerRun({ summary }: VariantResult, { cause, perRun }: CauseLosses): string {
  const estimate = summary.causes[cause];
  return estimate === undefined ? formatPerRun(perRun) : formatEstimate(estimate, 'count').value;
}

/** Source with most losses first; empty when all losses have one source, because then it says nothing new. */
export function lossesBySource(variant: VariantResult): SourceLosses[] {
  const rows = grouped(variant, (entry) => entry.source);
  return rows.length < 2 ? [] : rows.map(({ key: source, perRun, share }) => ({ source, perRun, share }));
}

/** Pod with most losses first. */
export function lossesByPod(variant: VariantResult): PodLosses[] {
  return grouped(variant, (entry) => entry.pod).map(({ key: pod, perRun, share }) => ({
    pod,
    perRun,
    share,
  }));
}

/** In the order of time; phases without losses are absent, and all of them when there was no rollout. */
export function lossesByPhase(variant: VariantResult): PhaseLosses[] {
  if (variant.summary.rollout === null) return [];
  const order: readonly RolloutPhase[] = ['before', 'during', 'after'];
  return grouped(variant, (entry) => entry.phase)
    .map(({ key: phase, perRun, share }) => ({ phase, perRun, share }))
    .toSorted((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase));
}

/** `between 2:00 and 2:49`: the intervals of arrival with a loss after the warm-up, over all runs; '' when unknown. */
function spanOfLosses(result: Result, { series }: VariantResult): string {
  const warmupMs = readDurationMs(result.scenario.warmup);
  // A warm-up found by rule ends elsewhere in every run.
  if (warmupMs === null) return '';
  const times = series.timeMs.filter(
    (timeMs, i) => timeMs + series.intervalMs > warmupMs && (series.errors[i] ?? 0) > 0,
  );
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `between ${formatClock(Math.max(first, warmupMs))} and ${formatClock(last + series.intervalMs)}`;
}

/**
 * `When: between 1:00 and 1:24; before the rollout 3 %, during the rollout 97 %.` The times are those of arrival, in any
 * run; the phases are left out without a rollout, and nothing is said when neither is known.
 */
export function whenLost(result: Result, variant: VariantResult): string {
  const phases = lossesByPhase(variant).map((row) => `${row.phase} the rollout ${formatShare(row.share)}`);
  const parts = [spanOfLosses(result, variant), phases.join(', ')].filter((part) => part !== '');
  return parts.length === 0 ? '' : `When: ${parts.join('; ')}.`;
}
