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
  /** What the scenario's events do, in the order of time. */
  readonly events: readonly Marker[];
  readonly markers: readonly Marker[];
}

/** From the first rollout's event until all of them are complete. */
export interface RolloutSpan {
  readonly startMs: number;
  /** `null` when it was not complete by the end. */
  readonly endMs: number | null;
  /** How many events began one; they may begin together or one after another. */
  readonly events: number;
  /** Whether every event only restarted what was there. */
  readonly isRestart: boolean;
  /** What was rolled, such as `deployment/web`, each once; empty when the scenario does not say. */
  readonly targets: readonly string[];
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

const ROLLOUT_EVENTS: ReadonlySet<string> = new Set([
  'rolloutRestart',
  'rolloutUndo',
  'setImage',
  'applyManifest',
]);

/** `rolloutRestart` → `rollout restart` */
function inWords(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function rolloutSpan(events: readonly ScenarioEvent[], durationMs: number | null): RolloutSpan | null {
  const rollouts = events.filter((event) => ROLLOUT_EVENTS.has(event.kind));
  const [first] = rollouts;
  if (first === undefined) return null;
  return {
    startMs: first.atMs,
    endMs: durationMs === null ? null : first.atMs + durationMs,
    events: rollouts.length,
    isRestart: rollouts.every(({ kind }) => kind === 'rolloutRestart'),
    targets: [...new Set(rollouts.flatMap(({ target }) => (target === null ? [] : [target])))],
  };
}

/** `3 × scale`, `rollout starts`, `11 rollouts start` */
function labelOf(kind: string, count: number): string {
  if (ROLLOUT_EVENTS.has(kind)) return count === 1 ? 'rollout starts' : `${count} rollouts start`;
  return count === 1 ? inWords(kind) : `${count} × ${inWords(kind)}`;
}

/** What autoscalers did in the first run: `2 → 4`; with the name where there are several. */
function scalingMarkers({ timeline }: VariantResult): Marker[] {
  const found = timeline.flatMap(({ timeMs, object, what }) => {
    const name = /^horizontalpodautoscaler\/(.*)$/.exec(object)?.[1];
    const change = /^scaled .* (\d+ → \d+)$/.exec(what)?.[1];
    return name === undefined || change === undefined ? [] : [{ timeMs, name, change }];
  });
  const isOne = new Set(found.map(({ name }) => name)).size === 1;
  return found.map(({ timeMs, name, change }) => {
    return { timeMs, label: isOne ? change : `${name} ${change}`, side: 'after' };
  });
}

/** One marker for all events of a kind at the same instant. */
function eventMarkers(events: readonly ScenarioEvent[]): Marker[] {
  const groups = new Map<string, ScenarioEvent[]>();
  for (const event of events) {
    const key = `${event.atMs} ${ROLLOUT_EVENTS.has(event.kind) ? 'rollout' : event.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [
          {
            timeMs: first.atMs,
            label: labelOf(first.kind, 1 + more.length),
            side: ROLLOUT_EVENTS.has(first.kind) ? 'before' : 'after',
          },
        ],
  );
}

function completeMarker(rollout: RolloutSpan | null, isMean: boolean): Marker[] {
  if (rollout === null || rollout.endMs === null) return [];
  const what = rollout.events === 1 ? (isMean ? 'complete' : 'rollout complete') : 'all complete';
  return [{ timeMs: rollout.endMs, label: isMean ? `${what} (mean)` : what, side: 'after' }];
}

/**
 * Reads the instants that every chart of `variant` marks. `of` says whose rollout: the mean over the replications,
 * or that of the first, which is also the one whose scalings are marked.
 */
export function readWindow(result: Result, variant: VariantResult, of: 'all' | 'first' = 'all'): RunWindow {
  const { timeMs, intervalMs } = variant.series;
  const events = readEvents((variant.scenario ?? result.scenario)['events']).toSorted(
    (a, b) => a.atMs - b.atMs,
  );
  const { summary, replications } = variant;
  const durationMs = of === 'all' ? summary.rollout?.durationMs.mean : replications[0]?.rollout?.durationMs;
  const rollout = rolloutSpan(events, durationMs ?? null);
  const lastMs = timeMs.at(-1);
  const marked = eventMarkers(events);
  return {
    endMs: lastMs === undefined ? (readDurationMs(result.scenario.duration) ?? 0) : lastMs + intervalMs,
    warmupMs: readDurationMs(result.scenario.warmup) ?? 0,
    rollout,
    events: marked,
    markers: [
      ...marked,
      ...(of === 'first' || replications.length === 1 ? scalingMarkers(variant) : []),
      ...completeMarker(rollout, of === 'all' && replications.length > 1),
    ].toSorted((a, b) => a.timeMs - b.timeMs),
  };
}
