/**
 * The CPUs of those pods whose requests share cores or have a quota. For each pod one event is pending at most that
 * counts: the end of the next request's work, the end of its quota, or the beginning of the next period.
 */
import * as Pods from './pod-columns.ts';
import type { Engine } from '../../kernel/engine.ts';
import type { RandomStream } from '../../kernel/random.ts';
import { CPU, COMPLETION } from '../events.ts';
import type { PodOptions } from '../options.ts';
import type { Throttling } from '../output.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import { DELAY, FINISH, NOTHING, SharedCpu, THROTTLE, type CpuUsage } from './shared-cpu.ts';

/** Where the present time stands in `clock`. */
const NOW = 0;

export class Cpus {
  /** Set once, by the simulation: a request has been served. */
  servers!: { complete(slot: number, ticket: number): void };
  private readonly engine: Engine;
  /** Draws when the periods of a new container begin. */
  private readonly phases: RandomStream;
  /** By pod; `null`: it shares nothing and has no quota. */
  private readonly all: (SharedCpu | null)[] = [];
  private readonly clock: Float64Array = new Float64Array(1);
  /** By pod: what it used in the window, once that is closed. */
  private readonly used: (CpuUsage | null)[] = [];

  constructor(engine: Engine, phases: RandomStream) {
    this.engine = engine;
    this.phases = phases;
  }

  /** A new pod, as the pod table has it. */
  add(pod: number, { application: { cpu }, cpuQuota }: Pick<PodOptions, 'application' | 'cpuQuota'>): void {
    if (cpu === undefined) return;
    const limit = cpu.share > 0 ? cpuQuota : undefined;
    if (limit === undefined && cpu.cores === undefined) return;
    this.all[pod] = new SharedCpu(cpu, limit, limit === undefined ? 0 : this.phases.uniform());
    Pods.sharesCpu[pod] = 1;
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
    this.schedule(cpu, pod);
  }

  /** What was due at a pod happens, unless something has changed since. */
  due(pod: number, ticket: number): void {
    const cpu = this.all[pod]!;
    if (cpu.ticket !== ticket) return;
    this.settle(cpu);
    if (cpu.pending === FINISH) this.finishFirst(cpu);
    else if (cpu.pending === THROTTLE) cpu.throttle();
    else cpu.refill();
    // The next request, or the end of the process, may have seen to it already.
    if (cpu.ticket === ticket) this.schedule(cpu, pod);
  }

  /** The process has ended, or does nothing any more. */
  clear(pod: number): void {
    const cpu = this.all[pod]!;
    this.settle(cpu);
    cpu.clear();
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

  private settle(cpu: SharedCpu): void {
    this.clock[NOW] = this.engine.now;
    cpu.settle(this.clock, NOW);
  }

  private schedule(cpu: SharedCpu, pod: number): void {
    cpu.ticket = (cpu.ticket + 1) | 0;
    if (cpu.next() !== NOTHING) this.engine.scheduleFrom(cpu.reals, DELAY, CPU, pod, cpu.ticket);
  }
}
