/**
 * Workload W1 (Poisson arrivals at 2,560/s, uniform choice among 16 pods of 4 slots, FIFO queue of 64, exponential
 * service of 20 ms, so ρ = 0.8) five ways. In C++ and SimPy and on our bare kernel there is nothing of Kubernetes; the
 * full model is a Deployment of 16 pods behind a Service, with proxies, probes, causes and series; with everything on it
 * has also network hops, a client timeout, keep-alive connections and a rolling restart. Theory: mean 34.911 ms, but for
 * the last. They stand next to each other so that the machine is the same for all of them.
 */
import { digest, type BenchTask, type Suite } from '../task.ts';
import { simpy, yardstick } from '../peers/programs.ts';
import { KernelW1 } from './kernel-w1.ts';
import { replication } from './replication.ts';

const REQUESTS = 500_000;
const TINY_REQUESTS = 1000;

const bareKernel: BenchTask = {
  unit: 'request',
  warmupMs: 1000,
  prepare: ({ tiny }) => {
    const requests = tiny ? TINY_REQUESTS : REQUESTS;
    let w1: KernelW1;
    const run = (): void => {
      w1 = new KernelW1(requests, 1);
      w1.run();
    };
    const work = () => {
      const { counts, sum } = w1.latency.data();
      const hash = digest(counts, Float64Array.of(sum, w1.lost));
      return { operations: requests, hash, events: w1.events, meanMs: w1.latency.mean };
    };
    return { run, work };
  },
};

export const w1: Suite = {
  'C++ yardstick': yardstick(4e6, TINY_REQUESTS),
  'bare kernel': bareKernel,
  'full model': replication('w1.json', { duration: '200s', warmup: '1s' }, { duration: '2s', warmup: '1s' }),
  'everything on': replication(
    'w1-everything.json',
    { duration: '200s', warmup: '1s' },
    { duration: '4s', warmup: '1s', set: ['events[0].at=1s'] },
  ),
  SimPy: simpy(50_000, TINY_REQUESTS),
};
