/**
 * The programs in the pods: request slots, a bounded FIFO queue, cold start, and what ends them. A request that was
 * admitted is served even when its client has gone, as servers do that do not watch their connections. It knows
 * nothing of networks and connections: answers and failures go to the {@link AnswerSink}.
 */
import * as Pods from './pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import { COMPLETION } from '../events.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import { NONE } from '../none.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import * as RequestState from '../traffic/request-state.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from './address-state.ts';
import type { Cpus } from './cpus.ts';

export interface AnswerSink {
  /** The pod has answered, or its kernel has reset the connection: `kind` and `cause` of the row say which. */
  answered(slot: number): void;
  /** Neither the pod nor its kernel will ever answer. */
  unanswered(slot: number): void;
}

export class Servers {
  /** Called when a draining pod has finished its last request. */
  onDrained: (pod: number) => void = () => {};
  /** Whether someone wants to know what each pod does from time 0 on. */
  isMetered = false;
  /** Set once, by the simulation: they send the calls for a request, and say when they are answered. */
  calls!: { begin(slot: number): void };
  /** Set once, by the simulation: the CPUs of pods whose requests share one. */
  cpus!: Pick<Cpus, 'begin' | 'clear' | 'listens' | 'stallMs' | 'wasThrottledSince'>;
  private readonly engine: Engine;
  private readonly requests: RequestTable;
  private readonly sink: AnswerSink;
  private readonly warmupMs: number;
  private readonly durationMs: number;

  /** @param window requests that arrive in [warmupMs, durationMs) are counted, and so is work done then. */
  constructor(
    engine: Engine,
    requests: RequestTable,
    window: { readonly warmupMs: number; readonly durationMs: number },
    sink: AnswerSink,
  ) {
    this.engine = engine;
    this.requests = requests;
    this.warmupMs = window.warmupMs;
    this.durationMs = window.durationMs;
    this.sink = sink;
  }

  /** A request has arrived on an established connection. */
  arrive(slot: number): void {
    const pod = ints[(slot << Row.INTS_LOG2) | Row.POD]!;
    const state = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE]!;
    if (state === AddressState.accepting || state === AddressState.draining) this.admit(slot, pod);
    else if (state === AddressState.initializing) {
      this.fail(slot, ErrorKindCode.http503, CauseCode['not-initialized-yet']);
    } else if (state === AddressState.hung) this.hold(slot);
    else this.fail(slot, ErrorKindCode.reset, CauseCode['killed-in-flight']);
  }

  /** A pod has finished serving a request, unless the service was cut short. */
  complete(slot: number, ticket: number): void {
    const at = slot << Row.INTS_LOG2;
    if (ints[at | Row.TICKET] !== ticket) return;
    ints[at | Row.TICKET] = (ticket + 1) | 0;
    const pod = ints[at | Row.POD]!;
    if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CALLS] !== 0 && this.mayCall(slot))
      return this.calls.begin(slot);
    this.finish(slot, pod);
  }

  /** The calls for a request are answered; `cause` of the one that failed, or NONE. */
  called(slot: number, cause: number): void {
    const at = slot << Row.INTS_LOG2;
    if (cause !== NONE) {
      ints[at | Row.KIND] = ErrorKindCode.http5xx;
      ints[at | Row.CAUSE] = cause;
    }
    this.finish(slot, ints[at | Row.POD]!);
  }

  /** Of what is neither a probe nor about to fail by itself. */
  private mayCall(slot: number): boolean {
    const at = slot << Row.INTS_LOG2;
    return ints[at | Row.SOURCE] !== Row.PROBE_SOURCE && (ints[at | Row.FLAGS]! & Row.WILL_FAIL) === 0;
  }

  /** The request leaves its slot, and the next one takes it. */
  private finish(slot: number, pod: number): void {
    const at = slot << Row.INTS_LOG2;
    this.countWork(slot, pod);
    if (this.isMetered) Pods.served[pod]!++;
    if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUED]! > 0) this.begin(this.dequeue(pod), pod);
    else Pods.ints[(pod << Pods.INTS_LOG2) | Pods.BUSY]!--;
    if ((ints[at | Row.FLAGS]! & Row.WILL_FAIL) !== 0) {
      this.fail(slot, ErrorKindCode.http5xx, CauseCode['application-error']);
    } else this.sink.answered(slot);
    // Only now: the end of the process resets every request that is still in service.
    if (
      Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] === AddressState.draining &&
      Pods.ints[(pod << Pods.INTS_LOG2) | Pods.BUSY] === 0
    )
      this.onDrained(pod);
  }

  /** A process listens, for −Infinity: since long before time 0. */
  listens(pod: number, sinceMs: number): void {
    Pods.listeningSinceMs[pod] = sinceMs;
    if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] !== 0) this.cpus.listens(pod);
  }

  /** True when nothing is in service or waiting. */
  isIdle(pod: number): boolean {
    return Pods.ints[(pod << Pods.INTS_LOG2) | Pods.BUSY] === 0;
  }

  /** The process has ended: whatever it held is reset. The pod's state must say so already. O(rows). */
  reset(pod: number): void {
    Pods.listenedMs[pod]! += this.listeningMs(pod, this.engine.now);
    Pods.listeningSinceMs[pod] = Infinity;
    this.empty(pod, (slot) => {
      const wasHeld = ints[(slot << Row.INTS_LOG2) | Row.STATE] === RequestState.held;
      this.fail(slot, ErrorKindCode.reset, CauseCode[wasHeld ? 'hung-pod' : 'killed-in-flight']);
    });
  }

  /** The process does nothing any more: what it has, and what comes, is held. The state must say so already. O(rows). */
  hang(pod: number): void {
    const { requests } = this;
    this.empty(pod, (slot) => {
      if (requests.isAbandoned(slot)) requests.end(slot);
      else this.hold(slot);
    });
  }

  /** Everything the process does takes `factor` times as long, from the next service on; 1: as usual. */
  slow(pod: number, factor: number): void {
    Pods.slowFactor[pod] = factor;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.IS_PACED] =
      factor === 1 && Pods.coldStartFactor[pod] === 1 ? 0 : 1;
  }

  /** The pod's node has lost its power, as its state says already: whatever it held is never answered. O(rows). */
  vanish(pod: number): void {
    Pods.listenedMs[pod]! += this.listeningMs(pod, this.engine.now);
    Pods.listeningSinceMs[pod] = Infinity;
    this.empty(pod, (slot) => this.sink.unanswered(slot));
  }

  /** For how long the pod's container stands still now, throttled. */
  stallMs(pod: number): number {
    return Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] === 0 ? 0 : this.cpus.stallMs(pod);
  }

  /** Whether its CPU limit has stopped the container since the service of the request began. */
  wasThrottled(slot: number): boolean {
    const pod = ints[(slot << Row.INTS_LOG2) | Row.POD]!;
    const beganMs = reals[(slot << Row.REALS_LOG2) | Row.BEGAN_MS]!;
    return (
      Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] !== 0 && this.cpus.wasThrottledSince(pod, beganMs)
    );
  }

  /** For how long of the window, up to `nowMs`, the pod's present process has listened. */
  listeningMs(pod: number, nowMs: number): number {
    const fromMs = Math.max(Pods.listeningSinceMs[pod]!, this.warmupMs);
    return Math.max(0, Math.min(nowMs, this.durationMs) - fromMs);
  }

  private admit(slot: number, pod: number): void {
    const busy = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.BUSY]!;
    const isFree = busy < Pods.ints[(pod << Pods.INTS_LOG2) | Pods.CONCURRENCY]!;
    if (
      !isFree &&
      Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUED]! >=
        Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUE_LIMIT]!
    ) {
      return this.fail(slot, ErrorKindCode.http503, CauseCode['queue-full']);
    }
    if (reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]! >= this.warmupMs)
      Pods.reals[(pod << Pods.REALS_LOG2) | Pods.ADMITTED]!++;
    if (isFree) {
      Pods.ints[(pod << Pods.INTS_LOG2) | Pods.BUSY] = busy + 1;
      this.begin(slot, pod);
    } else this.enqueue(slot, pod);
  }

  /** Begins the service of a request in a slot that is counted as busy already. */
  private begin(slot: number, pod: number): void {
    const { engine } = this;
    const at = slot << Row.INTS_LOG2;
    const real = slot << Row.REALS_LOG2;
    let durationMs = reals[real | Row.DEMAND_MS]!;
    if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.IS_PACED] !== 0)
      durationMs *= Pods.slowFactor[pod]! * this.coldStartFactor(pod);
    ints[at | Row.STATE] = RequestState.serving;
    reals[real | Row.SERVICE_MS] = durationMs;
    reals[real | Row.BEGAN_MS] = engine.now;
    if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] !== 0) return this.cpus.begin(slot, pod);
    engine.scheduleFrom(reals, real + Row.SERVICE_MS, COMPLETION, slot, ints[at | Row.TICKET]!);
  }

  /** The part of a service that is over now which lay in the window; its slot was held while it waited for calls, too. */
  private countWork(slot: number, pod: number): void {
    const beganMs = reals[(slot << Row.REALS_LOG2) | Row.BEGAN_MS]!;
    const fromMs = Math.max(beganMs, this.warmupMs);
    const toMs = Math.min(this.engine.now, this.durationMs);
    if (toMs > fromMs) Pods.reals[(pod << Pods.REALS_LOG2) | Pods.BUSY_MS]! += toMs - fromMs;
    if (this.isMetered) Pods.workMs[pod]! += this.requests.workMs(slot, this.engine.now);
  }

  /** Falls linearly from the application's factor to 1 while the process is young. */
  private coldStartFactor(pod: number): number {
    const ageMs = this.engine.now - Pods.listeningSinceMs[pod]!;
    const spanMs = Pods.coldStartMs[pod]!;
    return ageMs >= spanMs ? 1 : 1 + (Pods.coldStartFactor[pod]! - 1) * (1 - ageMs / spanMs);
  }

  private enqueue(slot: number, pod: number): void {
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.STATE] = RequestState.queued;
    ints[at | Row.FLAGS]! |= Row.WAITED;
    ints[at | Row.NEXT] = NONE;
    const tail = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.TAIL]!;
    if (tail === NONE) Pods.ints[(pod << Pods.INTS_LOG2) | Pods.HEAD] = slot;
    else ints[(tail << Row.INTS_LOG2) | Row.NEXT] = slot;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.TAIL] = slot;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUED]!++;
  }

  private dequeue(pod: number): number {
    const slot = Pods.ints[(pod << Pods.INTS_LOG2) | Pods.HEAD]!;
    const next = ints[(slot << Row.INTS_LOG2) | Row.NEXT]!;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.HEAD] = next;
    if (next === NONE) Pods.ints[(pod << Pods.INTS_LOG2) | Pods.TAIL] = NONE;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUED]!--;
    return slot;
  }

  /** Takes every request of the pod out of its slots and its queue, and then hands each over. */
  private empty(pod: number, each: (slot: number) => void): void {
    const { requests } = this;
    if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] !== 0) this.cpus.clear(pod);
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.BUSY] = 0;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.QUEUED] = 0;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.HEAD] = NONE;
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.TAIL] = NONE;
    const { serving, queued, held } = RequestState;
    const { extent } = requests;
    for (let slot = 0; slot < extent; slot++) {
      const at = slot << Row.INTS_LOG2;
      if (ints[at | Row.POD] !== pod) continue;
      const state = ints[at | Row.STATE]!;
      if (state !== serving && state !== queued && state !== held) continue;
      if (state === serving) this.countWork(slot, pod);
      ints[at | Row.TICKET]! += 1;
      each(slot);
    }
  }

  /** No answer will come unless the process ends. */
  private hold(slot: number): void {
    ints[(slot << Row.INTS_LOG2) | Row.STATE] = RequestState.held;
    ints[(slot << Row.INTS_LOG2) | Row.CAUSE] = CauseCode['hung-pod'];
  }

  private fail(slot: number, kind: number, cause: number): void {
    ints[(slot << Row.INTS_LOG2) | Row.KIND] = kind;
    ints[(slot << Row.INTS_LOG2) | Row.CAUSE] = cause;
    this.sink.answered(slot);
  }
}
