/**
 * The only writer of statistics. It knows the window (requests that arrive in [warm-up, duration) are counted), the
 * outcomes and the causes, and proves at the end that no request was lost from the books.
 */
import * as Pods from './workload/pod-memory.ts';
import { assert } from '../base/assert.ts';
import type { Engine } from '../kernel/engine.ts';
import { bucketOf } from '../kernel/statistics/buckets.ts';
import { Histogram } from '../kernel/statistics/histogram.ts';
import { HistogramSeries } from '../kernel/statistics/histogram-series.ts';
import { IntervalCounter } from '../kernel/statistics/interval-series.ts';
import type { SimulationOptions } from './options.ts';
import { CAUSES, ERROR_KINDS, ROLLOUT_PHASES } from './outcomes.ts';
import type { LossOutput } from './output.ts';
import { NONE } from './none.ts';
import type { Calls } from './traffic/calls.ts';
import { ints, reals } from './traffic/request-memory.ts';
import * as Row from './traffic/request-row.ts';
import * as RequestState from './traffic/request-state.ts';
import type { RequestTable } from './traffic/request-table.ts';
import { SourceTally } from './source-tally.ts';

export class Recorder {
  readonly warmupMs: number;
  /** Requests of the window. */
  requests = 0;
  ok = 0;
  attempts = 0;
  /** Requests that ended ok within the window, whenever they arrived. */
  completions = 0;
  readonly errors: number[] = ERROR_KINDS.map(() => 0);
  readonly causes: number[] = CAUSES.map(() => 0);
  readonly latency = new Histogram();
  /** By source of users; `null` unless asked for. */
  readonly tallies: readonly SourceTally[] | null;
  /** Requests that have arrived, in the window or not, and have no outcome yet. */
  open = 0;
  /** When each phase of the rollouts began, as an index into ROLLOUT_PHASES; in time order. */
  private readonly phases: { readonly fromMs: number; readonly phase: number }[] = [
    { fromMs: -Infinity, phase: 0 },
  ];

  readonly intervals: number;
  readonly arrivalsByInterval: IntervalCounter;
  /** [causes] */
  readonly lossesByInterval: readonly IntervalCounter[];
  readonly latencyByInterval: HistogramSeries;

  /** Where services call services: they know what lost a request. */
  calls: Pick<Calls, 'podToBlame' | 'sourceToBlame'> | null = null;
  private readonly engine: Engine;
  /** [latency of the request that has just succeeded] */
  private readonly scratch = new Float64Array(1);
  private readonly rows: RequestTable;
  private readonly durationMs: number;
  private readonly intervalMs: number;
  /** The interval in which requests arrive now; it holds for certain until `fenceMs[0]`. */
  private interval = 0;
  private readonly fenceMs = new Float64Array(1);
  /** By the packed key of {@link lossKey}. Losses are rare enough for a Map. */
  private readonly ledger = new Map<number, { count: number; lastMs: number }>();

  constructor(engine: Engine, rows: RequestTable, options: SimulationOptions) {
    this.engine = engine;
    this.rows = rows;
    this.warmupMs = options.warmupMs;
    this.durationMs = options.durationMs;
    this.intervalMs = options.seriesIntervalMs;
    this.tallies =
      options.perSource === true ? options.traffic.map(({ name }) => new SourceTally(name)) : null;
    this.intervals = Math.ceil(options.durationMs / options.seriesIntervalMs);
    this.arrivalsByInterval = new IntervalCounter(this.intervals);
    this.lossesByInterval = CAUSES.map(() => new IntervalCounter(this.intervals));
    this.latencyByInterval = new HistogramSeries(this.intervals);
  }

  // Handlers of every request take its row and no doubles: those would be allocated for each call.

  /** The request in row `slot` has arrived, now. */
  arrived(slot: number): void {
    const { now } = this.engine;
    if (now >= this.fenceMs[0]!) this.enterInterval(now);
    const { interval } = this;
    this.open++;
    if (now >= this.warmupMs) this.requests++;
    ints[(slot << Row.INTS_LOG2) | Row.INTERVAL] = interval;
    this.arrivalsByInterval.add(interval);
  }

  /** The quotient is taken only where it may have changed: from a hair before the interval's end on. */
  private enterInterval(now: number): void {
    this.interval = Math.floor(now / this.intervalMs);
    this.fenceMs[0] = (this.interval + 1) * this.intervalMs * (1 - 1e-12);
  }

  /** An attempt of the request is made. */
  attempted(slot: number): void {
    if (reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]! >= this.warmupMs) this.attempts++;
  }

  succeeded(slot: number): void {
    const { scratch } = this;
    const { now } = this.engine;
    const arrivalMs = reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]!;
    scratch[0] = now - arrivalMs;
    const bucket = bucketOf(scratch[0]);
    this.open--;
    if (now >= this.warmupMs && now < this.durationMs) this.completions++;
    this.latencyByInterval.recordIn(bucket, ints[(slot << Row.INTS_LOG2) | Row.INTERVAL]!);
    if (arrivalMs < this.warmupMs) return;
    this.ok++;
    this.latency.recordIn(bucket, scratch, 0);
    if (this.tallies === null) return;
    this.tallies[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!.succeeded(bucket, scratch);
  }

  /** The request in row `slot` has failed for good. */
  failed(slot: number, kind: number, cause: number): void {
    const at = slot << Row.INTS_LOG2;
    this.open--;
    const arrivalMs = reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]!;
    this.lossesByInterval[cause]!.add(ints[at | Row.INTERVAL]!);
    if (arrivalMs < this.warmupMs) return;
    this.errors[kind]!++;
    this.causes[cause]!++;
    if (this.tallies !== null) this.tallies[ints[at | Row.SOURCE]!]!.errors[kind]!++;
    const pod = this.calls === null ? ints[at | Row.POD]! : this.calls.podToBlame(slot);
    const source = this.calls === null ? ints[at | Row.SOURCE]! : this.calls.sourceToBlame(slot);
    if (pod !== NONE) Pods.lost[pod]!++;
    const key = lossKey(source, cause, kind, this.phaseAt(arrivalMs), pod);
    const entry = this.ledger.get(key) ?? { count: 0, lastMs: 0 };
    entry.count++;
    entry.lastMs = this.engine.now;
    this.ledger.set(key, entry);
  }

  /** From now on requests arrive in this phase of the rollouts. */
  enterPhase(phase: number): void {
    this.phases.push({ fromMs: this.engine.now, phase });
  }

  private phaseAt(arrivalMs: number): number {
    return this.phases.findLast(({ fromMs }) => fromMs <= arrivalMs)!.phase;
  }

  /** The loss ledger, in the order of sources, causes, kinds, phases and pods. */
  losses(nameOfPod: (pod: number) => string): LossOutput[] {
    return [...this.ledger.entries()]
      .toSorted(([a], [b]) => a - b)
      .map(([key, { count, lastMs }]) => ({ ...unpackLossKey(key, nameOfPod), count, lastMs }));
  }

  /**
   * Requests of the window without an outcome, counted from the rows themselves.
   * @throws InvariantError when arrived = ok + errors + in flight does not hold exactly.
   */
  conserve(): number {
    const { rows } = this;
    let inFlight = 0;
    for (let slot = 0; slot < rows.extent; slot++) {
      const at = slot << Row.INTS_LOG2;
      const live = ints[at | Row.STATE] !== RequestState.free;
      const isCall = (ints[at | Row.FLAGS]! & Row.IS_CALL) !== 0;
      const isRequest = !isCall && ints[at | Row.SOURCE] !== Row.PROBE_SOURCE && !rows.isAbandoned(slot);
      const counted = reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]! >= this.warmupMs;
      if (!live || !isRequest || !counted) continue;
      inFlight++;
      if (this.tallies !== null) this.tallies[ints[at | Row.SOURCE]!]!.inFlight++;
    }
    const failed = this.errors.reduce((sum, count) => sum + count, 0);
    const blamed = this.causes.reduce((sum, count) => sum + count, 0);
    assert(this.requests === this.ok + failed + inFlight, 'requests are not conserved');
    assert(failed === blamed, 'a lost request has no cause');
    assert(this.ok === this.latency.count, 'a successful request has no latency');
    return inFlight;
  }
}

const POD_SPAN = 2 ** 24;

/** Orders by source, then cause, kind, phase and pod; exact in a double. */
function lossKey(source: number, cause: number, kind: number, phase: number, pod: number): number {
  const head = ((source * CAUSES.length + cause) * ERROR_KINDS.length + kind) * ROLLOUT_PHASES.length + phase;
  return head * POD_SPAN + pod + 1;
}

function unpackLossKey(
  key: number,
  nameOfPod: (pod: number) => string,
): Omit<LossOutput, 'count' | 'lastMs'> {
  const pod = (key % POD_SPAN) - 1;
  let rest = Math.floor(key / POD_SPAN);
  const phase = rest % ROLLOUT_PHASES.length;
  rest = Math.floor(rest / ROLLOUT_PHASES.length);
  const kind = rest % ERROR_KINDS.length;
  rest = Math.floor(rest / ERROR_KINDS.length);
  const cause = rest % CAUSES.length;
  const source = Math.floor(rest / CAUSES.length);
  return { source, cause, kind, phase: ROLLOUT_PHASES[phase]!, pod: pod === NONE ? null : nameOfPod(pod) };
}
