/**
 * One probe of a pod, from the kubelet on its node: what it travels, what it finds and what it costs. With a shared
 * health path it stands in the same queue as requests and takes one of their slots, so that load can fail it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober.go
 */
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { HealthOutcomeOptions, ProbeOptions } from './container-options.ts';
import { ErrorKindCode } from '../outcomes.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from '../workload/address-state.ts';
import type { Servers } from '../workload/servers.ts';

/** `error`: the question could not be put, which says nothing about the container. */
export type ProbeOutcome = 'success' | 'failure' | 'error';

/** Hands back what became of a probe, and why if it is no success. Called once. */
export type ProbeVerdict = (outcome: ProbeOutcome, why: string) => void;

/** Attempts at a probe that ends in an error (maxProbeRetries); a failure is not tried again. */
const ATTEMPTS = 3;

/** What a handler that asks the program hears when it is told no. */
const REFUSALS = { httpGet: 'HTTP 503', grpc: 'NOT_SERVING', exec: 'exit code 1', tcpSocket: '' } as const;
/** What success is. */
const ANSWERS = {
  httpGet: 'HTTP 200',
  grpc: 'SERVING',
  exec: 'exit code 0',
  tcpSocket: 'it connected',
} as const;
const REFUSED = 'connection refused';

/** What is probed: a container, as someone outside its process sees it. */
export interface ProbeTarget {
  /** What a connection meets there: one of AddressState. */
  readonly address: number;
  /** Number of the pod in whose queue of requests probes wait; `null`: they are answered aside. */
  readonly sharesQueueOf: number | null;
  readonly health: HealthOutcomeOptions;
  /** Time to answer a probe, drawn anew. */
  healthMs(): number;
  /** Time to start a command in the container, drawn anew. */
  execMs(): number;
}

/** Handshake and request, seen from the node: three one-way trips; the answer is a fourth. */
const TRIPS_TO_REQUEST = 3;

export class Prober {
  private readonly tasks: Tasks;
  private readonly requests: RequestTable;
  private readonly servers: Servers;
  private readonly hopMs: number;
  /** Of the times to answer. */
  readonly stream: RandomStream;
  private readonly faults: RandomStream;
  /** Verdicts of probes that wait in a server's queue, by row. */
  private readonly waiting = new Map<number, ProbeVerdict>();

  constructor(parts: {
    tasks: Tasks;
    requests: RequestTable;
    servers: Servers;
    hopMs: number;
    stream: RandomStream;
    faults: RandomStream;
  }) {
    this.tasks = parts.tasks;
    this.requests = parts.requests;
    this.servers = parts.servers;
    this.hopMs = parts.hopMs;
    this.stream = parts.stream;
    this.faults = parts.faults;
  }

  /** Runs one probe, errors up to three times in a row; each attempt takes no longer than the timeout. */
  run(target: ProbeTarget, probe: ProbeOptions, verdict: ProbeVerdict): void {
    this.attempt(target, probe, ATTEMPTS, verdict);
  }

  private attempt(target: ProbeTarget, probe: ProbeOptions, left: number, verdict: ProbeVerdict): void {
    let open = true;
    const decide: ProbeVerdict = (outcome, why) => {
      if (!open) return;
      open = false;
      this.tasks.cancel(timer);
      if (outcome === 'error' && left > 1) this.attempt(target, probe, left - 1, verdict);
      else verdict(outcome, outcome === 'success' ? ANSWERS[handler] : why);
    };
    const { tasks, hopMs } = this;
    const { handler } = probe;
    const { timeoutSeconds } = probe;
    const late = (): void => decide('failure', `no answer within ${timeoutSeconds} s`);
    const timer = tasks.after(timeoutSeconds * 1000, late);
    if (handler === 'exec') tasks.after(target.execMs(), () => this.inContainer(target, decide));
    else if (handler === 'tcpSocket') tasks.after(hopMs, () => this.atListener(target, decide));
    else tasks.after(TRIPS_TO_REQUEST * hopMs, () => this.atHealth(target, handler, hopMs, decide));
  }

  /** The server has dealt with a probe that stood in its queue. */
  answered(slot: number): void {
    const verdict = this.waiting.get(slot);
    this.waiting.delete(slot);
    const kind = ints[(slot << Row.INTS_LOG2) | Row.KIND]!;
    const why = kind === ErrorKindCode.http503 ? 'HTTP 503: its queue was full' : 'connection reset';
    this.requests.end(slot);
    if (verdict)
      this.tasks.after(this.hopMs, () => verdict(kind === Row.NO_ERROR ? 'success' : 'failure', why));
  }

  /** Nor will it ever: the node that would hear of it is dead. */
  unanswered(slot: number): void {
    this.waiting.delete(slot);
    this.requests.end(slot);
  }

  /** tcpSocket: a connection is enough. */
  private atListener({ address }: ProbeTarget, decide: ProbeVerdict): void {
    const { accepting, initializing, hung, gone } = AddressState;
    if (address === gone) return;
    const listens = address === accepting || address === initializing || address === hung;
    this.tasks.after(this.hopMs, () => decide(listens ? 'success' : 'failure', REFUSED));
  }

  /** exec: a container whose process has ended runs no commands. */
  private inContainer(target: ProbeTarget, decide: ProbeVerdict): void {
    const { address } = target;
    const runs = address !== AddressState.gone && address !== AddressState.exited;
    if (runs) this.atHealth(target, 'exec', 0, decide);
    else decide('error', 'the container does not run');
  }

  /** httpGet, grpc and exec ask the program how it feels; only a listening, initialised one is well. */
  private atHealth(
    target: ProbeTarget,
    handler: ProbeOptions['handler'],
    backMs: number,
    decide: ProbeVerdict,
  ): void {
    const { address, sharesQueueOf } = target;
    if (address === AddressState.gone || address === AddressState.hung) return;
    if (address !== AddressState.accepting) {
      const isUp = address === AddressState.initializing || handler === 'exec';
      this.tasks.after(backMs, () => decide('failure', isUp ? REFUSALS[handler] : REFUSED));
      return;
    }
    const serviceMs = target.healthMs();
    const answer: ProbeVerdict = (outcome, why) => {
      if (outcome === 'success') this.judge(handler, target.health, decide);
      else decide(outcome, why);
    };
    if (sharesQueueOf === null) this.tasks.after(serviceMs + backMs, () => answer('success', ''));
    else this.enqueue(sharesQueueOf, serviceMs, answer);
  }

  /** What the program's answer is to the handler. */
  private judge(handler: ProbeOptions['handler'], health: HealthOutcomeOptions, decide: ProbeVerdict): void {
    const { status = 200, failureRatio = 0, errorRatio = 0 } = health;
    if (handler === 'httpGet' && (status < 200 || status >= 400)) return decide('failure', `HTTP ${status}`);
    if (failureRatio + errorRatio === 0) return decide('success', '');
    const draw = this.faults.uniform();
    // The gRPC prober knows no errors.
    const isError = draw < failureRatio + errorRatio && handler !== 'grpc';
    if (draw < failureRatio) decide('failure', REFUSALS[handler]);
    else if (isError) decide('error', 'the answer broke off');
    else decide('success', '');
  }

  private enqueue(pod: number, serviceMs: number, decide: ProbeVerdict): void {
    const { requests } = this;
    const slot = requests.begin();
    ints[(slot << Row.INTS_LOG2) | Row.SOURCE] = Row.PROBE_SOURCE;
    // Before any window: a probe is never counted as a request.
    reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS] = -Infinity;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = serviceMs;
    ints[(slot << Row.INTS_LOG2) | Row.POD] = pod;
    this.waiting.set(slot, decide);
    this.servers.arrive(slot);
  }
}
