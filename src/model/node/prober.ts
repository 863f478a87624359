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
import * as Row from '../traffic/request-row.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from '../workload/address-state.ts';
import type { PodTable } from '../workload/pod-table.ts';
import type { Servers } from '../workload/servers.ts';

/** Hands back whether the probe succeeded. Called once. */
export type ProbeVerdict = (success: boolean) => void;

/** Handshake and request, seen from the node: three one-way trips; the answer is a fourth. */
const TRIPS_TO_REQUEST = 3;

export class Prober {
  private readonly tasks: Tasks;
  private readonly requests: RequestTable;
  private readonly pods: PodTable;
  private readonly servers: Servers;
  private readonly hopMs: number;
  private readonly stream: RandomStream;
  /** Health service times by workload. */
  private readonly healthTimes = new Map<number, Sampler>();
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
    const decide: ProbeVerdict = (success) => {
      if (!open) return;
      open = false;
      this.tasks.cancel(timer);
      verdict(success);
    };
    const timer = this.tasks.after(timeoutMs, () => decide(false));
    if (probe.handler === 'exec') this.atHealth(pod, 0, decide);
    else if (probe.handler === 'tcpSocket') this.tasks.after(this.hopMs, () => this.atListener(pod, decide));
    else this.tasks.after(TRIPS_TO_REQUEST * this.hopMs, () => this.atHealth(pod, this.hopMs, decide));
  }

  /** The server has dealt with a probe that stood in its queue. */
  answered(slot: number): void {
    const verdict = this.waiting.get(slot);
    this.waiting.delete(slot);
    const success = this.requests.ints[slot * Row.INTS + Row.KIND] === Row.NO_ERROR;
    this.requests.end(slot);
    if (verdict) this.tasks.after(this.hopMs, () => verdict(success));
  }

  /** tcpSocket: a connection is enough. */
  private atListener(pod: Pod, decide: ProbeVerdict): void {
    const state = this.pods.state[pod.number]!;
    if (state === AddressState.gone) return;
    const listens = state === AddressState.accepting || state === AddressState.initializing;
    this.tasks.after(this.hopMs, () => decide(listens));
  }

  /** httpGet, grpc and exec ask the program how it feels; only a listening, initialised one is well. */
  private atHealth(pod: Pod, backMs: number, decide: ProbeVerdict): void {
    const state = this.pods.state[pod.number]!;
    if (state === AddressState.gone) return;
    if (state !== AddressState.accepting) {
      this.tasks.after(backMs, () => decide(false));
      return;
    }
    const serviceMs = this.healthTimeOf(pod).sample(this.stream);
    if (pod.template.application.health.path === 'separate') {
      this.tasks.after(serviceMs + backMs, () => decide(true));
    } else this.enqueue(pod, serviceMs, decide);
  }

  private enqueue(pod: Pod, serviceMs: number, decide: ProbeVerdict): void {
    const { requests } = this;
    const slot = requests.begin();
    const { ints, reals } = requests;
    ints[slot * Row.INTS + Row.SOURCE] = Row.PROBE_SOURCE;
    // Before any window: a probe is never counted as a request.
    reals[slot * Row.REALS + Row.ARRIVAL_MS] = -Infinity;
    reals[slot * Row.REALS + Row.DEMAND_MS] = serviceMs;
    ints[slot * Row.INTS + Row.POD] = pod.number;
    this.waiting.set(slot, decide);
    this.servers.arrive(slot);
  }

  private healthTimeOf(pod: Pod): Sampler {
    const known = this.healthTimes.get(pod.workload);
    if (known) return known;
    const sampler = createSampler(pod.template.application.health.serviceTime);
    this.healthTimes.set(pod.workload, sampler);
    return sampler;
  }
}
