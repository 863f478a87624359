/**
 * A whole experiment through the worker pool, at 1, 2, 4 … threads: replications of W1, loaded, planned,
 * simulated and reduced. The program is the built one, because threads of the sources first load a compiler; what
 * starting threads costs is part of the figure. The results, and so the hashes, do not depend on the number of threads.
 * Beside it the yardstick in as many processes: cores share caches, memory and heat, so twice as many never give twice
 * as much.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import type * as Library from '../../src/index.ts';
import type { Progress } from '../../src/index.ts';
import { yardsticks } from '../peers/programs.ts';
import { digest, Skipped, type BenchTask, type Suite } from '../task.ts';

const REPLICATIONS = 64;
const BUILT = pathToFileURL('dist/lib/index.js');
const SCENARIO = 'bench/macro/w1.json';

interface Size {
  /** Of a replication. */
  readonly duration: string;
  readonly tinyReplications: number;
}

/**
 * Each thread compiles the simulation anew, for the better part of a second, which one thread alone
 * gets done beside it on another processor. In 164 million requests, some 25 seconds of one thread, that is little; in
 * 33 million it is what remains to be seen.
 */
const LONG: Size = { duration: '1000s', tinyReplications: 4 };
const SHORT: Size = { duration: '200s', tinyReplications: 3 };

function experiment(workers: number, { duration, tinyReplications }: Size): BenchTask {
  return {
    unit: 'request',
    prepare: ({ tiny }) => {
      if (!existsSync(BUILT)) throw new Skipped('the program is not built: npm run build');
      let arrived = 0;
      let text = '';
      const run = async (): Promise<void> => {
        const library = (await import(BUILT.href)) as typeof Library;
        const overrides = { duration: tiny ? '2s' : duration, warmup: '1s' };
        const { scenario, simulation, seed } = library.loadScenario({ inputs: [SCENARIO], overrides });
        const variants = [{ name: 'baseline', set: {}, simulation }];
        const replications = tiny ? tinyReplications : REPLICATIONS;
        const plan = { variants, scenario, seed, replications, workers };
        const onProgress = ({ requests }: Progress): void => void (arrived = requests);
        const hooks = { onProgress, replayCommand: () => '' };
        const result = await library.runExperiment({ ...plan, ...hooks, thresholds: {}, notes: [] });
        text = library.resultText({ ...result, tool: { name: '', version: '' } });
      };
      return { run, work: () => ({ operations: arrived, hash: digest(text) }), elsewhere: true };
    },
  };
}

/** 1, 2, 4 … and as many as there are processors. */
function workerCounts(most: number): number[] {
  const powers = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, i) => 2 ** i);
  return [...new Set([...powers, most])];
}

/** Some five seconds of one core. */
const YARDSTICK_REQUESTS = 1e8;
const TINY_YARDSTICK_REQUESTS = 10_000;

const yardsticksAt = (count: number): BenchTask =>
  yardsticks(count, YARDSTICK_REQUESTS, TINY_YARDSTICK_REQUESTS);

export const workers: Suite = Object.fromEntries(
  workerCounts(availableParallelism()).flatMap((count) => [
    [`${count}`, experiment(count, LONG)],
    [`${count}, short replications`, experiment(count, SHORT)],
    [`C++ yardstick × ${count}`, yardsticksAt(count)],
  ]),
);
