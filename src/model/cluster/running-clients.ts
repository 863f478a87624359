/** Which pods of a workload run and send requests of their own, for the workloads that are clients of some traffic. */
import type { TrafficOptions } from '../options.ts';
import type { Pod } from './pod.ts';

export class RunningClients {
  /** By workload: numbers of its pods that run, in the order in which they began to. */
  private readonly running: ReadonlyMap<number, number[]>;

  constructor(traffic: readonly TrafficOptions[]) {
    this.running = new Map(
      traffic.flatMap(({ from }) => (typeof from === 'object' ? [[from.workload, []]] : [])),
    );
  }

  /** Of a workload that is a client. */
  of(workload: number): readonly number[] {
    return this.running.get(workload)!;
  }

  began({ workload, number }: Pod): void {
    this.running.get(workload)?.push(number);
  }

  /** It sends no requests any more, if it did. */
  ended({ workload, number }: Pod): void {
    const running = this.running.get(workload) ?? [];
    const at = running.indexOf(number);
    if (at !== -1) running.splice(at, 1);
  }
}
