/**
 * One probe of a pod, from the kubelet on its node: what it travels, what it finds and what it costs. With a shared
 * health path it stands in the same queue as requests and takes one of their slots, so that load can fail it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/prober.go
 */
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { Tasks } from '../../kernel/tasks.ts';
import type { Pod } from '../cluster/pod.ts';
import type { ProbeOptions } from '../options.ts';
import { ErrorKindCode } from '../outcomes.ts';
import * as Row from '../traffic/request-row.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from '../workload/address-state.ts';
import type { PodTable } from '../workload/pod-table.ts';
import type { Servers } from '../workload/servers.ts';

/** Hands back whether the probe succeeded, and if not why. Called once. */
export type ProbeVerdict = (success: boolean, why: string) => void;

/** What a handler that asks the program hears when it is told no. */
const REFUSALS = { httpGet: 'HTTP 503', grpc: 'NOT_SERVING', exec: 'exit code 1', tcpSocket: '' } as const;
const REFUSED = 'connection refused';

/** Handshake and request, seen from the node: three one-way trips; the answer is a fourth. */
const TRIPS_TO_REQUEST = 3;

export class Prober {
  private readonly tasks: Tasks;
  private readonly requests: RequestTable;
  private readonly pods: PodTable;
  private readonly servers: Servers;
  private readonly hopMs: number;
  private readonly stream: RandomStream;
  /** Health service times by application. */
  private readonly healthTimes = new Map<object, Sampler>();
  /** Verdicts of probes that wait in a server's queue, by row. */
  private readonly waiting = new Map<number, ProbeVerdict>();

  constructor(parts: {
    tasks: Tasks;
    requests: RequestTable;
    pods: PodTable;
    servers: Servers;
    hopMs: number;
    stream: RandomStream;
  }) {
    this.tasks = parts.tasks;
    this.requests = parts.requests;
    this.pods = parts.pods;
    this.servers = parts.servers;
    this.hopMs = parts.hopMs;
    this.stream = parts.stream;
  }

  /** Runs one probe; the verdict comes no later than the timeout. */
  run(pod: Pod, probe: ProbeOptions, verdict: ProbeVerdict): void {
    const timeoutMs = probe.timeoutSeconds * 1000;
    let open = true;
    const decide: ProbeVerdict = (success, why) => {
      if (!open) return;
      open = false;
      this.tasks.cancel(timer);
      verdict(success, why);
    };
    const { handler } = probe;
    const late = `no answer within ${probe.timeoutSeconds} s`;
    const timer = this.tasks.after(timeoutMs, () => decide(false, late));
    if (handler === 'exec') this.atHealth(pod, handler, 0, decide);
    else if (handler === 'tcpSocket') this.tasks.after(this.hopMs, () => this.atListener(pod, decide));
    else
      this.tasks.after(TRIPS_TO_REQUEST * this.hopMs, () => this.atHealth(pod, handler, this.hopMs, decide));
  }

  /** The server has dealt with a probe that stood in its queue. */
  answered(slot: number): void {
    const verdict = this.waiting.get(slot);
    this.waiting.delete(slot);
    const kind = this.requests.ints[(slot << Row.INTS_LOG2) | Row.KIND]!;
    const why = kind === ErrorKindCode.http503 ? 'HTTP 503: its queue was full' : 'connection reset';
    this.requests.end(slot);
    if (verdict) this.tasks.after(this.hopMs, () => verdict(kind === Row.NO_ERROR, why));
  }

  /** Nor will it ever: the node that would hear of it is dead. */
  unanswered(slot: number): void {
    this.waiting.delete(slot);
    this.requests.end(slot);
  }

  /** tcpSocket: a connection is enough. */
  private atListener(pod: Pod, decide: ProbeVerdict): void {
    const state = this.pods.state[pod.number]!;
    if (state === AddressState.gone) return;
    const { accepting, initializing, hung } = AddressState;
    const listens = state === accepting || state === initializing || state === hung;
    this.tasks.after(this.hopMs, () => decide(listens, REFUSED));
  }

  /** httpGet, grpc and exec ask the program how it feels; only a listening, initialised one is well. */
  private atHealth(pod: Pod, handler: ProbeOptions['handler'], backMs: number, decide: ProbeVerdict): void {
    const state = this.pods.state[pod.number]!;
    if (state === AddressState.gone || state === AddressState.hung) return;
    if (state !== AddressState.accepting) {
      const isUp = state === AddressState.initializing || handler === 'exec';
      this.tasks.after(backMs, () => decide(false, isUp ? REFUSALS[handler] : REFUSED));
      return;
    }
    const serviceMs = this.healthTimeOf(pod).sample(this.stream);
    if (pod.template.application.health.path === 'separate') {
      const slowMs = serviceMs * this.pods.slowFactor[pod.number]!;
      this.tasks.after(slowMs + backMs, () => decide(true, ''));
    } else this.enqueue(pod, serviceMs, decide);
  }

  private enqueue(pod: Pod, serviceMs: number, decide: ProbeVerdict): void {
    const { requests } = this;
    const slot = requests.begin();
    const { ints, reals } = requests;
    ints[(slot << Row.INTS_LOG2) | Row.SOURCE] = Row.PROBE_SOURCE;
    // Before any window: a probe is never counted as a request.
    reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS] = -Infinity;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = serviceMs;
    ints[(slot << Row.INTS_LOG2) | Row.POD] = pod.number;
    this.waiting.set(slot, decide);
    this.servers.arrive(slot);
  }

  private healthTimeOf(pod: Pod): Sampler {
    const { health } = pod.template.application;
    const known = this.healthTimes.get(health);
    if (known) return known;
    const sampler = createSampler(health.serviceTime);
    this.healthTimes.set(health, sampler);
    return sampler;
  }
}
