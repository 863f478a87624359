/**
 * `npm run bench`: how fast the parts and the whole are, on this machine, now. Each task prints a checksum of its
 * work, so that it can neither rot nor cheat. `--tiny` runs everything once at a small size (the test suite does).
 */
import { Bench } from 'tinybench';
import { macroTasks } from './macro.ts';
import { microTasks } from './micro.ts';
import { scaleTasks } from './scale.ts';
import type { BenchTask } from './task.ts';

const tiny = process.argv.includes('--tiny');

function describe(task: BenchTask, bench: Bench): string {
  const result = bench.getTask(task.name)?.result;
  if (result?.state !== 'completed') throw new Error(`${task.name} did not complete`);
  const nsPerOperation = (result.latency.p50 * 1e6) / task.operations;
  const relativeError = result.latency.rme.toFixed(1).padStart(5);
  const name = task.name.padEnd(44);
  return `${name} ${nsPerOperation.toFixed(1).padStart(9)} ns/${task.unit} ±${relativeError} %  ${task.checksum()}`;
}

const tasks = [...microTasks(tiny), ...macroTasks(tiny), ...scaleTasks(tiny)];
const bench = new Bench(tiny ? { iterations: 1, time: 0, warmup: false } : { time: 1000, warmupTime: 300 });
for (const task of tasks) bench.add(task.name, task.run);
await bench.run();
for (const task of tasks) console.log(describe(task, bench));
