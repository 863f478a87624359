/**
 * The CPUs of those pods whose requests share cores, have a quota, or may have to compete for the cores of their node.
 * For each pod one event is pending at most that counts: the end of the next request's work, the end of its quota, or
 * the beginning of the next period.
 */
import * as Pods from './pod-memory.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { CPU, COMPLETION } from '../events.ts';
import type { NodeOptions, PodOptions } from '../options.ts';
import type { Throttling } from '../output.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import { weightOf } from './cgroups.ts';
import { NodeCpu, type CpuClaim } from './node-cpu.ts';
import { DELAY, FINISH, GRANTED, NOTHING, SharedCpu, THROTTLE, type CpuUsage } from './shared-cpu.ts';

/** Where the present time stands in `clock`. */
const NOW = 0;

export class Cpus {
  /** Set once, by the simulation: a request has been served. */
  servers!: { complete(slot: number, ticket: number): void };
  private readonly engine: Engine;
  /** Draws when the periods of a new container begin. */
  private readonly phases: RandomStream;
  /** By node; `null`: nobody has said how many cores it has. */
  private readonly nodes: readonly (NodeCpu | null)[];
  /** By pod; `null`: it is on no node, or on one of those. */
  private readonly claims: (CpuClaim | null)[] = [];
  /** By pod; `null`: nothing that it does is followed. */
  private readonly all: (SharedCpu | null)[] = [];
  private readonly clock: Float64Array = new Float64Array(1);
  /** By pod: what it used in the window, once that is closed. */
  private readonly used: (CpuUsage | null)[] = [];

  constructor(engine: Engine, phases: RandomStream, nodes: readonly Pick<NodeOptions, 'cpu'>[]) {
    this.engine = engine;
    this.phases = phases;
    this.nodes = nodes.map(({ cpu }) => (cpu === undefined ? null : new NodeCpu(cpu)));
  }

  /** A new pod, as the pod table has it. */
  add(pod: number, { application: { cpu }, cpuQuota }: Pick<PodOptions, 'application' | 'cpuQuota'>): void {
    this.claims[pod] = null;
    if (cpu === undefined) return;
    const limit = cpu.share > 0 ? cpuQuota : undefined;
    const mayCompete = cpu.share > 0 && this.nodes.some((each) => each !== null);
    if (limit === undefined && cpu.cores === undefined && !mayCompete) return;
    this.all[pod] = new SharedCpu(cpu, limit, limit === undefined ? 0 : this.phases.uniform());
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] = 1;
  }

  /** The pod is bound to a node. */
  place(pod: number, node: number, { requests, qosClass }: Pick<PodOptions, 'requests' | 'qosClass'>): void {
    const at = this.nodes[node] ?? null;
    if (at === null) return;
    const request = requests?.cpu ?? 0;
    const cpu = this.all[pod] ?? null;
    const own = { weight: weightOf(request), wanted: 0, granted: 0, isLeaving: false };
    const claim = { ...own, pod, node: at, request, cpu, qosClass: qosClass ?? 'BestEffort' };
    this.claims[pod] = claim;
    at.join(claim);
    this.divide(at);
  }

  /** Its object is gone, or its phase says that it is over. */
  leave(pod: number): void {
    const claim = this.claims[pod] ?? null;
    if (claim === null) return;
    claim.node.leave(claim);
    this.divide(claim.node);
  }

  /** Its process begins to listen. */
  listens(pod: number): void {
    this.changed(pod);
  }

  /** The service of a request begins, which takes SERVICE_MS of its row without contention. */
  begin(slot: number, pod: number): void {
    const cpu = this.all[pod]!;
    const real = slot << Row.REALS_LOG2;
    this.settle(cpu);
    const serviceMs = reals[real | Row.SERVICE_MS]!;
    reals[real | Row.SERVICE_MS] = serviceMs * cpu.share;
    cpu.add(slot, reals, real | Row.SERVICE_MS);
    // From here on what remains after the work.
    reals[real | Row.SERVICE_MS] = serviceMs * (1 - cpu.share);
    const { ticket } = cpu;
    this.changed(pod);
    if (cpu.ticket === ticket) this.schedule(cpu, pod);
  }

  /** What was due at a pod happens, unless something has changed since. */
  due(pod: number, ticket: number): void {
    const cpu = this.all[pod]!;
    if (cpu.ticket !== ticket) return;
    this.settle(cpu);
    if (cpu.pending === FINISH) this.finishFirst(cpu);
    else if (cpu.pending === THROTTLE) cpu.throttle();
    else cpu.refill();
    this.changed(pod);
    // The next request, its node, or the end of the process may have seen to it already.
    if (cpu.ticket === ticket) this.schedule(cpu, pod);
  }

  /** The process has ended, or does nothing any more. */
  clear(pod: number): void {
    const cpu = this.all[pod]!;
    this.settle(cpu);
    cpu.clear();
    this.changed(pod);
  }

  /** For how long whatever the pod's container does stands still now. */
  stallMs(pod: number): number {
    const cpu = this.all[pod]!;
    this.settle(cpu);
    return cpu.stallMs;
  }

  wasThrottledSince(pod: number, timeMs: number): boolean {
    return this.all[pod]!.wasThrottledSince(timeMs);
  }

  /** The service that a pod's CPU has done so far: its CPU time over the share of services that is work of the CPU. */
  servedMs(pod: number): number {
    const cpu = this.all[pod]!;
    this.settle(cpu);
    return cpu.share > 0 ? cpu.totalMs / cpu.share : 0;
  }

  openWindow(): void {
    for (const cpu of this.all) {
      if (!cpu) continue;
      this.settle(cpu);
      cpu.openWindow();
    }
  }

  closeWindow(): void {
    this.all.forEach((cpu, pod) => {
      if (cpu) this.settle(cpu);
      this.used[pod] = cpu?.usage() ?? null;
    });
  }

  /** What a pod used in the window, once it is closed; `null`: it shares nothing and has no quota. */
  usedBy(pod: number): CpuUsage | null {
    return this.used[pod] ?? null;
  }

  /** Of all pods in the window, once it is closed; nothing where none has a quota. */
  throttling(): { readonly throttling?: Throttling } {
    const limited = this.used.filter((_, pod) => (this.all[pod]?.quotaMs ?? Infinity) < Infinity);
    if (limited.length === 0) return {};
    const total = (of: (usage: Throttling) => number) => limited.reduce((sum, each) => sum + of(each!), 0);
    const periods = total((usage) => usage.periods);
    const throttledPeriods = total((usage) => usage.throttledPeriods);
    return { throttling: { periods, throttledPeriods, throttledMs: total((usage) => usage.throttledMs) } };
  }

  /** Cores that a pod's requests share; `null`: each slot has one of its own. */
  coresOf(pod: number): number | null {
    const cores = this.all[pod]?.cores ?? Infinity;
    return cores === Infinity ? null : cores;
  }

  /** Its work is done; what remains is waiting. */
  private finishFirst(cpu: SharedCpu): void {
    const slot = cpu.first;
    const rest = (slot << Row.REALS_LOG2) | Row.SERVICE_MS;
    const ticket = ints[(slot << Row.INTS_LOG2) | Row.TICKET]!;
    cpu.finish();
    if (cpu.share < 1) this.engine.scheduleFrom(reals, rest, COMPLETION, slot, ticket);
    else this.servers.complete(slot, ticket);
  }

  /** What a pod wants of its node may have changed. */
  private changed(pod: number): void {
    const claim = this.claims[pod] ?? null;
    if (claim === null || claim.cpu === null) return;
    const { node, cpu } = claim;
    if (node.want(claim, cpu.wanted + this.idleOf(claim.cpu, pod))) this.divide(node);
  }

  /** Cores that a running program uses besides its requests. */
  private idleOf(cpu: SharedCpu, pod: number): number {
    return Pods.listeningSinceMs[pod] === Infinity ? 0 : cpu.idle;
  }

  /** Divides the cores of a node anew. O(pods on the node) */
  private divide(node: NodeCpu): void {
    if (!node.divide()) return;
    for (const { cpu, pod, wanted, granted } of node.claims) {
      if (cpu === null) continue;
      // Threads of one container get the same, those without requests included.
      const cores = granted < wanted ? (granted * cpu.wanted) / wanted : Infinity;
      if (cpu.reals[GRANTED] === cores) continue;
      this.settle(cpu);
      cpu.reals[GRANTED] = cores;
      this.schedule(cpu, pod);
    }
  }

  private settle(cpu: SharedCpu): void {
    this.clock[NOW] = this.engine.now;
    cpu.settle(this.clock, NOW);
  }

  private schedule(cpu: SharedCpu, pod: number): void {
    cpu.ticket = (cpu.ticket + 1) | 0;
    if (cpu.next() !== NOTHING) this.engine.scheduleFrom(cpu.reals, DELAY, CPU, pod, cpu.ticket);
  }
}
