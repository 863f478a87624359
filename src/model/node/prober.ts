/**
 * One probe of a pod, from the kubelet on its node: what it travels, what it finds and what it costs. With a shared
 * health path it stands in the same queue as requests and takes one of their slots, so that load can fail it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober.go
 */
import type { RandomStream } from '../../kernel/random.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { ProbeOptions } from './container-options.ts';
import { ErrorKindCode } from '../outcomes.ts';
import * as Row from '../traffic/request-row.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from '../workload/address-state.ts';
import type { Servers } from '../workload/servers.ts';

/** Hands back whether the probe succeeded, and if not why. Called once. */
export type ProbeVerdict = (success: boolean, why: string) => void;

/** What a handler that asks the program hears when it is told no. */
const REFUSALS = { httpGet: 'HTTP 503', grpc: 'NOT_SERVING', exec: 'exit code 1', tcpSocket: '' } as const;
const REFUSED = 'connection refused';

/** What is probed: a container, as someone outside its process sees it. */
export interface ProbeTarget {
  /** What a connection meets there: one of AddressState. */
  readonly address: number;
  /** Number of the pod in whose queue of requests probes wait; `null`: they are answered aside. */
  readonly sharesQueueOf: number | null;
  /** Time to answer a probe, drawn anew. */
  healthMs(): number;
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
  /** Verdicts of probes that wait in a server's queue, by row. */
  private readonly waiting = new Map<number, ProbeVerdict>();

  constructor(parts: {
    tasks: Tasks;
    requests: RequestTable;
    servers: Servers;
    hopMs: number;
    stream: RandomStream;
  }) {
    this.tasks = parts.tasks;
    this.requests = parts.requests;
    this.servers = parts.servers;
    this.hopMs = parts.hopMs;
    this.stream = parts.stream;
  }

  /** Runs one probe; the verdict comes no later than the timeout. */
  run(target: ProbeTarget, probe: ProbeOptions, verdict: ProbeVerdict): void {
    const timeoutMs = probe.timeoutSeconds * 1000;
    let open = true;
    const decide: ProbeVerdict = (success, why) => {
      if (!open) return;
      open = false;
      this.tasks.cancel(timer);
      verdict(success, why);
    };
    const { tasks, hopMs } = this;
    const { handler } = probe;
    const late = `no answer within ${probe.timeoutSeconds} s`;
    const timer = tasks.after(timeoutMs, () => decide(false, late));
    if (handler === 'exec') this.atHealth(target, handler, 0, decide);
    else if (handler === 'tcpSocket') tasks.after(hopMs, () => this.atListener(target, decide));
    else tasks.after(TRIPS_TO_REQUEST * hopMs, () => this.atHealth(target, handler, hopMs, decide));
  }

  /** The server has dealt with a probe that stood in its queue. */
  answered(slot: number): void {
    const verdict = this.waiting.get(slot);
    this.waiting.delete(slot);
    const kind = this.requests.ints[slot * Row.INTS + Row.KIND]!;
    const why = kind === ErrorKindCode.http503 ? 'HTTP 503: its queue was full' : 'connection reset';
    this.requests.end(slot);
    if (verdict) this.tasks.after(this.hopMs, () => verdict(kind === Row.NO_ERROR, why));
  }

  /** tcpSocket: a connection is enough. */
  private atListener({ address }: ProbeTarget, decide: ProbeVerdict): void {
    const { accepting, initializing, hung, gone } = AddressState;
    if (address === gone) return;
    const listens = address === accepting || address === initializing || address === hung;
    this.tasks.after(this.hopMs, () => decide(listens, REFUSED));
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
      this.tasks.after(backMs, () => decide(false, isUp ? REFUSALS[handler] : REFUSED));
      return;
    }
    const serviceMs = target.healthMs();
    if (sharesQueueOf === null) this.tasks.after(serviceMs + backMs, () => decide(true, ''));
    else this.enqueue(sharesQueueOf, serviceMs, decide);
  }

  private enqueue(pod: number, serviceMs: number, decide: ProbeVerdict): void {
    const { requests } = this;
    const slot = requests.begin();
    const { ints, reals } = requests;
    ints[slot * Row.INTS + Row.SOURCE] = Row.PROBE_SOURCE;
    // Before any window: a probe is never counted as a request.
    reals[slot * Row.REALS + Row.ARRIVAL_MS] = -Infinity;
    reals[slot * Row.REALS + Row.DEMAND_MS] = serviceMs;
    ints[slot * Row.INTS + Row.POD] = pod;
    this.waiting.set(slot, decide);
    this.servers.arrive(slot);
  }
}
