/** Pods of one node whose requests come with times and demands of a test's choice, without network and control plane. */
import { Engine } from '../kernel/engine.ts';
import { RandomStream } from '../kernel/random.ts';
import * as Event from '../model/events.ts';
import type { CpuWorkOptions, PodOptions } from '../model/options.ts';
import { ints, reals } from '../model/traffic/request-memory.ts';
import * as Row from '../model/traffic/request-row.ts';
import { RequestTable } from '../model/traffic/request-table.ts';
import * as AddressState from '../model/workload/address-state.ts';
import { CpuMeter } from '../model/workload/cpu-meter.ts';
import { Cpus } from '../model/workload/cpus.ts';
import * as Pods from '../model/workload/pod-memory.ts';
import { PodTable } from '../model/workload/pod-table.ts';
import { Servers } from '../model/workload/servers.ts';
import { application } from './options.ts';
import { KEY } from './run.ts';

export interface Job {
  readonly atMs: number;
  readonly workMs: number;
}

export interface BenchPod extends Pick<PodOptions, 'cpuQuota' | 'qosClass'> {
  readonly work: Partial<CpuWorkOptions>;
  /** Cores that it asks for. */
  readonly request?: number;
  readonly concurrency?: number;
}

const ARRIVE = 99;

/** @param cores of their node, which they compete for; left out: they do not. Periods of quotas begin at 0. */
export function cpuBench(given: readonly BenchPod[], cores?: number) {
  const engine = new Engine();
  const requests = new RequestTable();
  const table = new PodTable();
  const phases = new (class extends RandomStream {
    override uniform = () => 0;
  })(KEY, 0, 0);
  const cpus = new Cpus(engine, phases, [cores === undefined ? {} : { cpu: cores }]);
  const jobs: (Job & { readonly pod: number; endMs: number })[] = [];
  const inRow: number[] = [];
  const end = (slot: number): void => {
    jobs[inRow[slot]!]!.endMs = engine.now;
    requests.end(slot);
  };
  const window = { warmupMs: 0, durationMs: Infinity };
  const servers = new Servers(engine, requests, window, { unanswered: end, answered: end });
  servers.cpus = cpus;
  cpus.servers = servers;
  const begin = (i: number): void => {
    const slot = requests.begin();
    inRow[slot] = i;
    ints[(slot << Row.INTS_LOG2) | Row.SOURCE] = 0;
    ints[(slot << Row.INTS_LOG2) | Row.POD] = jobs[i]!.pod;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = jobs[i]!.workMs;
    servers.arrive(slot);
  };
  const run = (untilMs = Infinity): void => {
    while (engine.next(untilMs)) {
      if (engine.kind === ARRIVE) begin(engine.slot);
      else if (engine.kind === Event.CPU) cpus.due(engine.slot, engine.generation);
      else servers.complete(engine.slot, engine.generation);
    }
  };
  const meter = new CpuMeter(engine, requests, table, cpus);
  const make = ({ work, request = 0, concurrency = 1000, ...options }: BenchPod) => {
    const program = application({ concurrency, queue: 1000, cpu: { share: 1, idle: 0, ...work } });
    const pod = table.add(program, 0);
    cpus.add(pod, { application: program, ...options });
    cpus.place(pod, 0, { ...options, requests: { cpu: request, memory: 0 } });
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.accepting;
    servers.listens(pod, -Infinity);
    /** Sends the jobs. */
    const send = (...list: readonly (readonly [atMs: number, workMs: number])[]): void => {
      for (const [atMs, workMs] of list) {
        engine.scheduleAt(atMs, ARRIVE, jobs.push({ pod, atMs, workMs, endMs: NaN }) - 1, 0);
      }
    };
    /** When each of its jobs has ended. */
    const ends = () => jobs.flatMap((job) => (job.pod === pod ? [Math.round(job.endMs * 1e6) / 1e6] : []));
    const usage = () => {
      cpus.closeWindow();
      return cpus.usedBy(pod)!;
    };
    return { pod, send, ends, usage };
  };
  return { cpus, servers, jobs, run, meter, engine, pods: given.map(make) };
}
