/** The kernel's parts: queue, lanes, chance, histogram. */
import { Engine } from '../src/kernel/engine.ts';
import { EventHeap } from '../src/kernel/event-heap.ts';
import { RandomStream } from '../src/kernel/random.ts';
import { Histogram } from '../src/kernel/statistics/histogram.ts';
import { KernelW1 } from './kernel-w1.ts';
import type { BenchTask } from './task.ts';

const KEY = [1, 2, 3, 4] as const;

/** Hold model: take the earliest event, send another, with `pending` under way. */
function hold(pending: number, operations: number): BenchTask {
  const stream = new RandomStream(KEY, 0, 1);
  const engine = new Engine();
  for (let i = 0; i < pending; i++) engine.schedule(stream.exponential(), 0, i, 0);
  return {
    name: `queue, exponential delays, ${pending} pending`,
    unit: 'event',
    operations,
    run: () => {
      for (let i = 0; i < operations; i++) {
        engine.next(Infinity);
        engine.schedule(stream.exponential(), 0, engine.slot, 0);
      }
    },
    checksum: () => engine.dispatched.toString(16),
  };
}

/** The same in the heap alone: what the ring of buckets is there to beat. */
function heapHold(pending: number, operations: number): BenchTask {
  const stream = new RandomStream(KEY, 0, 1);
  const heap = new EventHeap((row) => row);
  for (let i = 0; i < pending; i++) heap.insert(stream.exponential(), i);
  return {
    name: `heap alone, exponential delays, ${pending} pending`,
    unit: 'event',
    operations,
    run: () => {
      for (let i = 0; i < operations; i++) {
        const time = heap.times[0]!;
        const row = heap.topRow;
        heap.pop();
        heap.insert(time + stream.exponential(), row);
      }
    },
    checksum: () => `size ${heap.size}`,
  };
}

function lane(operations: number): BenchTask {
  const engine = new Engine();
  const number = engine.addLane(1000);
  for (let i = 0; i < 1000; i++) engine.send(number, 0, i, 0);
  return {
    name: 'lane, constant delay, 1000 pending',
    unit: 'event',
    operations,
    run: () => {
      for (let i = 0; i < operations; i++) {
        engine.next(Infinity);
        engine.send(number, 0, engine.slot, 0);
      }
    },
    checksum: () => engine.dispatched.toString(16),
  };
}

function draws(name: string, operations: number, draw: (stream: RandomStream) => number): BenchTask {
  const stream = new RandomStream(KEY, 0, 2);
  let sum = 0;
  return {
    name: `random: ${name}`,
    unit: 'draw',
    operations,
    run: () => {
      for (let i = 0; i < operations; i++) sum += draw(stream);
    },
    checksum: () => (sum > 0 ? 'positive' : 'empty'),
  };
}

function histogram(operations: number): BenchTask {
  const stream = new RandomStream(KEY, 0, 3);
  const values = Float64Array.from({ length: operations }, () => 20 * stream.exponential());
  const counts = new Histogram();
  return {
    name: 'histogram: record',
    unit: 'value',
    operations,
    run: () => {
      for (let i = 0; i < operations; i++) counts.record(values[i]!);
    },
    checksum: () => counts.quantile(0.99).toFixed(3),
  };
}

function kernelW1(requests: number): BenchTask {
  let last = new KernelW1(1, 1);
  return {
    name: 'workload W1 on the bare kernel',
    unit: 'request',
    operations: requests,
    run: () => {
      last = new KernelW1(requests, 1);
      last.run();
    },
    checksum: () => `${last.latency.count} + ${last.lost}`,
  };
}

export function microTasks(tiny: boolean): BenchTask[] {
  const operations = tiny ? 100 : 100_000;
  return [
    ...[16, 256, 4096, 65_536].map((pending) => hold(pending, operations)),
    ...[16, 256, 4096, 65_536].map((pending) => heapHold(pending, operations)),
    lane(operations),
    draws('uint32', operations, (stream) => stream.uint32()),
    draws('exponential', operations, (stream) => stream.exponential()),
    histogram(operations),
    kernelW1(tiny ? 1000 : 500_000),
  ];
}
