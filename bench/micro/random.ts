/** Chance: the raw generator and the standard draws of a stream. */
import { fillWithSfc32, RandomStream } from '../../src/kernel/random.ts';
import { microTask, type BenchTask, type Suite } from '../task.ts';
import { KEY } from './key.ts';

const DRAWS = 100_000;

function draws(draw: (stream: RandomStream) => number): BenchTask {
  return microTask('draw', DRAWS, (operations) => {
    const stream = new RandomStream(KEY, 0, 1);
    const sum = new Float64Array(1);
    const run = (): void => {
      let total = sum[0]!;
      for (let i = 0; i < operations; i++) total += draw(stream);
      sum[0] = total;
    };
    return { run, results: () => [sum] };
  });
}

const raw = microTask('word', DRAWS, (operations) => {
  const state = Int32Array.from(KEY);
  const words = new Int32Array(operations);
  return { run: () => fillWithSfc32(state, words), results: () => [words] };
});

const exponentialBlock = microTask('draw', DRAWS, (operations) => {
  const stream = new RandomStream(KEY, 0, 1);
  const values = new Float64Array(operations);
  return { run: () => stream.fillExponential(values, 1), results: () => [values] };
});

/** Opening a stream, which every purpose of every replication does once. */
const open = microTask('stream', 1000, (operations) => {
  const firsts = new Uint32Array(operations);
  const run = (): void => {
    for (let i = 0; i < operations; i++) firsts[i] = new RandomStream(KEY, i, 1).uint32();
  };
  return { run, results: () => [firsts] };
});

export const random: Suite = {
  'raw words in a block': raw,
  uint32: draws((stream) => stream.uint32()),
  'below 1000': draws((stream) => stream.below(1000)),
  uniform: draws((stream) => stream.uniform()),
  exponential: draws((stream) => stream.exponential()),
  'exponentials in a block': exponentialBlock,
  normal: draws((stream) => stream.normal()),
  'open a stream': open,
};
