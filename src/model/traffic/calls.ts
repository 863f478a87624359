/**
 * Services that call services: once a pod has done its own work on a request it sends requests of its own, from its
 * node, and keeps the request's slot until they are answered. Calls in sequence follow one another, parallel ones that
 * stand side by side go out together. A call that fails for good fails the request, which then has the cause, and in
 * the ledger the source and the pod, of the call: that is the gap that lost it.
 */
import * as Pods from '../workload/pod-memory.ts';
import { resized } from '../../kernel/columns.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { TIMEOUT } from '../events.ts';
import { NONE } from '../none.ts';
import type { SimulationOptions } from '../options.ts';
import type { Streams } from '../streams.ts';
import { callSources, type CallSource } from './call-sources.ts';
import { CallStatistics } from './call-statistics.ts';
import { programsOf } from './programs.ts';
import { ints, reals } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';
import type { RequestTable } from './request-table.ts';
import type { TrafficSource } from './source.ts';

export interface CallPorts {
  /** All calls for the request are answered; `cause` of the one that failed, or NONE. */
  readonly servers: { called(slot: number, cause: number): void };
  readonly clients: { attempt(slot: number, source: TrafficSource): void };
}

interface Call extends CallSource {
  readonly chance: RandomStream;
}

export class Calls {
  /** Set once, by the simulation. */
  ports!: CallPorts;
  readonly statistics: CallStatistics;
  private readonly engine: Engine;
  private readonly requests: RequestTable;
  private readonly sources: readonly TrafficSource[];
  /** By program: what goes out together, in the order in which it does. */
  private readonly groups: readonly (readonly (readonly Call[])[])[];
  // Columns by row, for those that call …
  /** Groups that have gone out. */
  private stage: Int32Array = new Int32Array(0);
  /** Calls without an answer. */
  private open: Int32Array = new Int32Array(0);
  /** Of the first call that failed: its cause, and what the ledger blames; NONE: none has. */
  private cause: Int32Array = new Int32Array(0);
  private blamedSource: Int32Array = new Int32Array(0);
  private blamedPod: Int32Array = new Int32Array(0);
  /** … for which life of the row this holds, … */
  private generation: Int32Array = new Int32Array(0);
  // … and for those that are calls.
  private caller: Int32Array = new Int32Array(0);
  /** The caller's ticket: another one means that it has ended without the answer. */
  private ticket: Int32Array = new Int32Array(0);

  constructor(
    parts: {
      engine: Engine;
      requests: RequestTable;
      streams: Streams;
      sources: readonly TrafficSource[];
    },
    options: SimulationOptions,
  ) {
    this.engine = parts.engine;
    this.statistics = new CallStatistics(parts.engine, options);
    this.requests = parts.requests;
    this.sources = parts.sources;
    const calls = callSources(options).map((each) => ({
      ...each,
      chance: parts.streams.open('callChance', each.source),
    }));
    this.groups = programsOf(options).map((_, program) =>
      grouped(calls.filter((each) => each.program === program)),
    );
  }

  /** The pod has done its own work on the request. */
  begin(slot: number): void {
    this.reserve();
    this.stage[slot] = 0;
    this.cause[slot] = NONE;
    this.generation[slot] = this.requests.generation[slot]! - 1;
    this.advance(slot);
  }

  /** The call in this row has its answer, or has failed for good. The row is no longer needed here. */
  ended(slot: number, failed: boolean, cause: number): void {
    this.statistics.ended(slot, failed, cause);
    const caller = this.caller[slot]!;
    const at = caller << Row.INTS_LOG2;
    const waits =
      ints[at | Row.STATE] === RequestState.serving && ints[at | Row.TICKET] === this.ticket[slot];
    if (!waits) return;
    if (failed && this.cause[caller] === NONE) this.blame(caller, slot, cause);
    this.count(caller);
  }

  /** Whom the ledger blames for the loss of the request: a source … */
  sourceToBlame(slot: number): number {
    if (this.isBlamed(slot)) return this.blamedSource[slot]!;
    return ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!;
  }

  /** … and a pod, or NONE. */
  podToBlame(slot: number): number {
    if (this.isBlamed(slot)) return this.blamedPod[slot]!;
    return ints[(slot << Row.INTS_LOG2) | Row.POD]!;
  }

  /** The request is tried again: what has failed before is not what will lose it. */
  forget(slot: number): void {
    if (slot < this.generation.length) this.generation[slot] = this.requests.generation[slot]! - 1;
  }

  private isBlamed(slot: number): boolean {
    return slot < this.generation.length && this.generation[slot] === this.requests.generation[slot];
  }

  private blame(caller: number, slot: number, cause: number): void {
    this.cause[caller] = cause;
    this.blamedSource[caller] = this.sourceToBlame(slot);
    this.blamedPod[caller] = this.podToBlame(slot);
    this.generation[caller] = this.requests.generation[caller]!;
  }

  /** Sends the next group out; after the last one, or a failure, the request is done. */
  private advance(slot: number): void {
    const pod = ints[(slot << Row.INTS_LOG2) | Row.POD]!;
    const group = this.groups[Pods.program[pod]!]![this.stage[slot]!];
    if (group === undefined || this.cause[slot] !== NONE) {
      return this.ports.servers.called(slot, this.cause[slot]!);
    }
    this.stage[slot]!++;
    // One for this method itself: without network delay calls may fail before the others have gone out.
    this.open[slot] = 1;
    for (const { call, source, chance } of group) {
      if (chance.uniform() >= call.probability) continue;
      this.open[slot]++;
      this.send(slot, pod, this.sources[source]!);
    }
    this.count(slot);
  }

  /** One thing less to wait for. */
  private count(slot: number): void {
    if (--this.open[slot]! === 0) this.advance(slot);
  }

  private send(caller: number, pod: number, source: TrafficSource): void {
    const { engine, requests } = this;
    const slot = requests.begin();
    this.reserve();
    const at = slot << Row.INTS_LOG2;
    reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS] = engine.now;
    source.drawWork(slot);
    ints[at | Row.CLIENT] = pod;
    ints[at | Row.NODE] = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.NODE]!;
    ints[at | Row.FLAGS]! |= Row.IS_CALL;
    this.caller[slot] = caller;
    this.ticket[slot] = ints[(caller << Row.INTS_LOG2) | Row.TICKET]!;
    if (source.timeoutLane >= 0) engine.send(source.timeoutLane, TIMEOUT, slot, requests.generation[slot]!);
    this.ports.clients.attempt(slot, source);
  }

  private reserve(): void {
    const { capacity } = this.requests;
    if (this.stage.length >= capacity) return;
    this.stage = resized(this.stage, capacity, Int32Array);
    this.open = resized(this.open, capacity, Int32Array);
    this.cause = resized(this.cause, capacity, Int32Array);
    this.blamedSource = resized(this.blamedSource, capacity, Int32Array);
    this.blamedPod = resized(this.blamedPod, capacity, Int32Array);
    this.generation = resized(this.generation, capacity, Int32Array).fill(NONE, this.generation.length);
    this.caller = resized(this.caller, capacity, Int32Array);
    this.ticket = resized(this.ticket, capacity, Int32Array);
  }
}

/** Parallel calls that stand side by side go out together, each other one by itself. */
function grouped(calls: readonly Call[]): Call[][] {
  const groups: Call[][] = [];
  calls.forEach((each, i) => {
    const joins = each.call.mode === 'parallel' && calls[i - 1]?.call.mode === 'parallel';
    if (joins) groups.at(-1)!.push(each);
    else groups.push([each]);
  });
  return groups;
}
