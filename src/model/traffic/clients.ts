/**
 * The clients: they begin requests when their source says so, give up after their timeout, retry, and learn the
 * outcome. Latency counts from the intended arrival, so a request that waited for its client's own connection pool
 * has waited (no coordinated omission).
 */
import type { Engine } from '../../kernel/engine.ts';
import { RETRY, TIMEOUT } from '../events.ts';
import { mixed } from '../mixed.ts';
import { CauseCode, ErrorKindCode } from '../outcomes.ts';
import type { Recorder } from '../recorder.ts';
import type { Servers } from '../workload/servers.ts';
import type { Calls } from './calls.ts';
import type { ClientConnections } from './client-connections.ts';
import { NONE } from '../none.ts';
import { ints, reals } from './request-memory.ts';
import * as Row from './request-row.ts';
import * as RequestState from './request-state.ts';
import type { RequestTable } from './request-table.ts';
import type { ClientPods, TrafficSource } from './source.ts';
import type { Transport } from './transport.ts';

export class Clients {
  private readonly engine: Engine;
  private readonly requests: RequestTable;
  readonly sources: readonly TrafficSource[];
  private readonly transport: Transport;
  private readonly pools: ClientConnections;
  private readonly recorder: Recorder;
  private readonly servers: Pick<Servers, 'wasThrottled'>;
  private readonly clientPods: ClientPods;
  private readonly untilMs: number;
  /** Sources of users; those of calls follow. */
  private readonly userSources: number;
  /** `null` where no service calls another. */
  private readonly calls: Calls | null;
  /** Whether any source waits for the end of its requests. */
  private readonly hasUsers: boolean;

  constructor(parts: {
    engine: Engine;
    requests: RequestTable;
    sources: readonly TrafficSource[];
    transport: Transport;
    pools: ClientConnections;
    recorder: Recorder;
    servers: Pick<Servers, 'wasThrottled'>;
    clientPods: ClientPods;
    untilMs: number;
    userSources: number;
    calls: Calls | null;
  }) {
    this.engine = parts.engine;
    this.requests = parts.requests;
    this.sources = parts.sources;
    this.transport = parts.transport;
    this.pools = parts.pools;
    this.recorder = parts.recorder;
    this.servers = parts.servers;
    this.clientPods = parts.clientPods;
    this.untilMs = parts.untilMs;
    this.userSources = parts.userSources;
    this.calls = parts.calls;
    this.hasUsers = parts.sources.some(({ users }) => users !== null);
  }

  /** Schedules every source's first arrival. */
  start(): void {
    for (const source of this.sources.slice(0, this.userSources)) {
      if (source.users === null) this.scheduleArrival(source);
      else source.users.fill();
    }
  }

  arrive(index: number): void {
    const { requests, engine } = this;
    const source = this.sources[index]!;
    // First of all, so that the arrivals depend on nothing that follows.
    if (source.users === null) this.scheduleArrival(source);
    const slot = requests.begin();
    reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS] = engine.now;
    if (!source.draw(slot, this.clientPods)) {
      source.users?.foundNoPod();
      return requests.end(slot);
    }
    this.recorder.arrived(slot);
    if (source.timeoutLane >= 0) {
      engine.send(source.timeoutLane, TIMEOUT, slot, requests.generation[slot]!);
    }
    this.recorder.attempted(slot);
    this.attempt(slot, source);
  }

  /** The client has waited long enough. The lane has seen to it that the request is still open. */
  giveUp(slot: number, generation: number): void {
    const { requests } = this;
    if (!requests.isLive(slot, generation) || requests.isAbandoned(slot)) return;
    const state = ints[(slot << Row.INTS_LOG2) | Row.STATE]!;
    const cause = this.causeOfTimeout(slot, state);
    const isCall = (ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! & Row.IS_CALL) !== 0;
    if (!isCall) this.recorder.failed(slot, ErrorKindCode.timeout, cause);
    if (!isCall && this.hasUsers) this.userIsFree(slot);
    this.transport.hangUp(slot);
    ints[(slot << Row.INTS_LOG2) | Row.FLAGS]! |= Row.ABANDONED;
    this.pools.abandoned(slot);
    if (isCall) this.calls!.ended(slot, true, cause);
    // No event will come for these; everything else ends where it is going.
    const { blackholed, backingOff, held } = RequestState;
    if (state === blackholed || state === backingOff || state === held) requests.end(slot);
  }

  answer(slot: number): void {
    const { requests } = this;
    const at = slot << Row.INTS_LOG2;
    if (ints[at | Row.CONNECTION] === NONE) this.transport.hangUp(slot);
    else if (this.pools.finished(slot)) return;
    if ((ints[at | Row.FLAGS]! & (Row.ABANDONED | Row.IS_CALL)) !== 0) return this.answerToCall(slot);
    const kind = ints[at | Row.KIND]!;
    if (kind === Row.NO_ERROR) {
      this.recorder.succeeded(slot);
      if (this.hasUsers) this.userIsFree(slot);
      return requests.end(slot);
    }
    if (ints[at | Row.ATTEMPTS_LEFT]! > 0) return this.backOff(slot);
    this.recorder.failed(slot, kind, ints[at | Row.CAUSE]!);
    if (this.hasUsers) this.userIsFree(slot);
    requests.end(slot);
  }

  /** The back-off is over: another attempt, on chance derived from the request's own. */
  retry(slot: number, generation: number): void {
    const { requests } = this;
    const at = slot << Row.INTS_LOG2;
    if (!requests.isLive(slot, generation)) return;
    ints[at | Row.KIND] = Row.NO_ERROR;
    ints[at | Row.FLAGS]! &= ~(Row.WAITED | Row.CUT);
    ints[at | Row.POD] = NONE;
    ints[at | Row.CHOICE] = mixed(ints[at | Row.CHOICE]!);
    if ((ints[at | Row.FLAGS]! & Row.IS_CALL) === 0) this.recorder.attempted(slot);
    this.calls?.forget(slot);
    this.attempt(slot, this.sources[ints[at | Row.SOURCE]!]!);
  }

  /** The request has its outcome: whoever sent it thinks again. */
  private userIsFree(slot: number): void {
    this.sources[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!.users?.ended();
  }

  /** Sends the request for the first time, or again. */
  attempt(slot: number, source: TrafficSource): void {
    if (source.connectsPerRequest) this.transport.open(slot);
    else this.pools.submit(slot);
  }

  /** The answer to a pod's own request, or to one that nobody waits for any more. */
  private answerToCall(slot: number): void {
    const { requests } = this;
    const at = slot << Row.INTS_LOG2;
    if ((ints[at | Row.FLAGS]! & Row.ABANDONED) !== 0) return requests.end(slot);
    const isOk = ints[at | Row.KIND] === Row.NO_ERROR;
    if (!isOk && ints[at | Row.ATTEMPTS_LEFT]! > 0) return this.backOff(slot);
    this.calls!.ended(slot, !isOk, ints[at | Row.CAUSE]!);
    requests.end(slot);
  }

  private backOff(slot: number): void {
    const { requests } = this;
    const at = slot << Row.INTS_LOG2;
    ints[at | Row.ATTEMPTS_LEFT]!--;
    ints[at | Row.STATE] = RequestState.backingOff;
    const { backoffMs } = this.sources[ints[at | Row.SOURCE]!]!;
    this.engine.schedule(backoffMs, RETRY, slot, requests.generation[slot]!);
  }

  private scheduleArrival(source: TrafficSource): void {
    const { engine } = this;
    const { gaps } = source;
    const next = gaps.advance();
    if (engine.now + gaps.values[next]! < this.untilMs) {
      engine.scheduleNext(source.series, gaps.values, next);
    }
  }

  /** Where the request was when its client gave up tells what it was waiting for. */
  causeOfTimeout(slot: number, state: number): number {
    const at = slot << Row.INTS_LOG2;
    if ((ints[at | Row.FLAGS]! & Row.CUT) !== 0) return CauseCode['dead-node'];
    switch (state) {
      case RequestState.blackholed:
      case RequestState.backingOff:
      case RequestState.held:
        return ints[at | Row.CAUSE]!;
      case RequestState.awaitingConnection:
      case RequestState.queued:
        return CauseCode.overload;
      default:
        if (ints[at | Row.KIND] !== Row.NO_ERROR) return ints[at | Row.CAUSE]!;
        if ((ints[at | Row.FLAGS]! & Row.WAITED) !== 0) return CauseCode.overload;
        if (state === RequestState.serving && this.servers.wasThrottled(slot)) return CauseCode.throttled;
        return CauseCode['slow-response'];
    }
  }
}
