/**
 * When things happened: end of the run, warm-up, and the marked instants (rollout start, rollout complete, other
 * events) as read from the scenario's echo. The echo is the user's text with defaults; what cannot be read there
 * is left out of the picture rather than guessed.
 */
import type { Result, VariantResult } from '../experiment/result.ts';

/** A labelled instant of simulated time. */
export interface Marker {
  readonly timeMs: number;
  readonly label: string;
  /** Whether the label stands before (left of) or after the instant. */
  readonly side: 'before' | 'after';
}

export interface RunWindow {
  readonly endMs: number;
  /** End of the warm-up; 0 when it is unknown (found by rule during the run) or absent. */
  readonly warmupMs: number;
  readonly rollout: RolloutSpan | null;
  readonly markers: readonly Marker[];
}

export interface RolloutSpan {
  readonly startMs: number;
  /** `null` when it was not complete by the end. */
  readonly endMs: number | null;
  /** What was rolled, such as `deployment/web`; `null` when the scenario does not say. */
  readonly target: string | null;
}

interface ScenarioEvent {
  readonly atMs: number;
  readonly kind: string;
  readonly target: string | null;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a duration such as `"1m30s"` or of a number of ms; `null` for anything else. */
export function readDurationMs(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(value)) return null;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return total;
}

function readEvents(events: unknown): ScenarioEvent[] {
  if (!Array.isArray(events)) return [];
  return events.flatMap((event: unknown) => {
    if (typeof event !== 'object' || event === null) return [];
    const fields = new Map<string, unknown>(Object.entries(event));
    const [atMs, kind, target] = [readDurationMs(fields.get('at')), fields.get('do'), fields.get('target')];
    if (atMs === null || typeof kind !== 'string') return [];
    return [{ atMs, kind, target: typeof target === 'string' ? target : null }];
  });
}

const ROLLOUT_EVENTS: ReadonlySet<string> = new Set(['rolloutRestart', 'setImage', 'applyManifest']);

/** `rolloutRestart` → `rollout restart` */
function inWords(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function rolloutSpan(events: readonly ScenarioEvent[], durationMs: number | null): RolloutSpan | null {
  const first = events.find((event) => ROLLOUT_EVENTS.has(event.kind));
  if (first === undefined) return null;
  return {
    startMs: first.atMs,
    endMs: durationMs === null ? null : first.atMs + durationMs,
    target: first.target,
  };
}

function markersOf(events: readonly ScenarioEvent[], rollout: RolloutSpan | null): Marker[] {
  const markers: Marker[] = events.map((event) => ({
    timeMs: event.atMs,
    label: event.atMs === rollout?.startMs ? 'rollout starts' : inWords(event.kind),
    side: event.atMs === rollout?.startMs ? 'before' : 'after',
  }));
  if (rollout !== null && rollout.endMs !== null) {
    markers.push({ timeMs: rollout.endMs, label: 'rollout complete', side: 'after' });
  }
  return markers;
}

function meanRolloutMs({ summary }: VariantResult): number | null {
  return summary.rollout?.durationMs.mean ?? null;
}

/** Reads the instants that every chart of `variant` marks; the rollout lasts `durationMs`, by default its mean. */
export function readWindow(
  result: Result,
  variant: VariantResult,
  durationMs: number | null = meanRolloutMs(variant),
): RunWindow {
  const { timeMs, intervalMs } = variant.series;
  const events = readEvents(result.scenario['events']).toSorted((a, b) => a.atMs - b.atMs);
  const rollout = rolloutSpan(events, durationMs);
  const lastMs = timeMs.at(-1);
  return {
    endMs: lastMs === undefined ? (readDurationMs(result.scenario.duration) ?? 0) : lastMs + intervalMs,
    warmupMs: readDurationMs(result.scenario.warmup) ?? 0,
    rollout,
    markers: markersOf(events, rollout),
  };
}
