/** How long the pods' processes have been at work: what a kubelet reads from the control groups of their containers. */
import type { Engine } from '../../kernel/engine.ts';
import { ints } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import * as RequestState from '../traffic/request-state.ts';
import type { RequestTable } from '../traffic/request-table.ts';
import type { Cpus } from './cpus.ts';
import * as Pods from './pod-memory.ts';
import type { PodTable } from './pod-table.ts';

export class CpuMeter {
  private readonly engine: Engine;
  private readonly requests: RequestTable;
  private readonly pods: PodTable;
  private readonly cpus: Pick<Cpus, 'servedMs'>;

  constructor(engine: Engine, requests: RequestTable, pods: PodTable, cpus: Pick<Cpus, 'servedMs'>) {
    this.engine = engine;
    this.requests = requests;
    this.pods = pods;
    this.cpus = cpus;
  }

  /** [pods] Service so far, that under way included, in slot-milliseconds. O(rows + pods) */
  read(): Float64Array {
    const { extent } = this.requests;
    const { now } = this.engine;
    const work = Pods.workMs.slice(0, this.pods.count);
    for (let slot = 0; slot < extent; slot++) {
      const at = slot << Row.INTS_LOG2;
      if (ints[at | Row.STATE] !== RequestState.serving) continue;
      work[ints[at | Row.POD]!]! += this.requests.workMs(slot, now);
    }
    // What stood still, or waited for a core, was no work.
    for (let pod = 0; pod < work.length; pod++)
      if (Pods.ints[(pod << Pods.INTS_LOG2) | Pods.SHARES_CPU] !== 0) work[pod] = this.cpus.servedMs(pod);
    return work;
  }
}
