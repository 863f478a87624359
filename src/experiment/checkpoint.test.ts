import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../base/errors.ts';
import { loadScenario } from '../scenario/load.ts';
import { Checkpoint } from './checkpoint.ts';
import { planJobs } from './plan.ts';
import { replicate } from './replicate.ts';
import { resultText } from './result-text.ts';
import { runExperiment } from './run-experiment.ts';
import { rootStreamKey } from './seeds.ts';

const load = (duration: string) =>
  loadScenario({ inputs: ['scenarios/rolling-restart.json'], overrides: { duration, warmup: '10s' } });
const { scenario, simulation } = load('30s');
const KEY = { simulations: [simulation], seed: 'seed' };
const SETUP = { ...KEY, key: rootStreamKey('seed') };
const JOBS = planJobs({ variants: 1, replications: 3 });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function filled(): Checkpoint {
  const checkpoint = new Checkpoint(folder, KEY);
  for (const job of JOBS) checkpoint.store(job, replicate(SETUP, job));
  return checkpoint;
}

const fileOf = (index: number): string =>
  join(
    folder,
    readdirSync(folder).find((name) => name.includes(`-${index}`))!,
  );

describe('Checkpoint', () => {
  it('gives back what was stored, typed arrays and all', () => {
    filled();
    const again = new Checkpoint(folder, KEY);
    expect(again.size).toBe(3);
    for (const job of JOBS) expect(again.read(job)).toEqual(replicate(SETUP, job));
    expect(again.read(JOBS[0]!).pods.length).toBeGreaterThan(0);
  });

  it('has nothing of other settings, another seed, or another replication', () => {
    filled();
    const others = [
      { simulations: [load('31s').simulation], seed: 'seed' },
      { simulations: [simulation], seed: 'other' },
    ];
    for (const key of others) {
      const other = new Checkpoint(folder, key);
      expect(JOBS.some((job) => other.has(job))).toBe(false);
      expect(other.foreign).toBe(3);
    }
    const own = new Checkpoint(folder, KEY);
    expect(own.has({ ...JOBS[2]!, replication: 3 })).toBe(false);
    expect(own.has({ ...JOBS[2]!, timeline: true })).toBe(false);
  });

  it('takes a file that was cut, changed or renamed for damaged', () => {
    filled();
    const [cut, changed, renamed] = [0, 1, 2].map(fileOf);
    writeFileSync(cut!, readFileSync(cut!).subarray(0, -1));
    const bytes = readFileSync(changed!);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(changed!, bytes);
    renameSync(renamed!, renamed!.replace('-2.', '-7.'));
    const again = new Checkpoint(folder, KEY);
    expect(again.size).toBe(0);
    expect(again.damaged).toHaveLength(3);
  });

  it('ignores what was not yet renamed, and removes all', () => {
    filled();
    renameSync(fileOf(1), `${fileOf(1)}.1.tmp`);
    const again = new Checkpoint(folder, KEY);
    expect(again.size).toBe(2);
    again.remove();
    expect(new Checkpoint(folder, KEY).size).toBe(0);
  });

  it('says that the disk refuses', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const checkpoint = new Checkpoint(join(file, 'below'), KEY);
    expect(() => checkpoint.store(JOBS[0]!, replicate(SETUP, JOBS[0]!))).toThrow(UsageError);
  });
});

describe('an experiment with a checkpoint', () => {
  const run = (store: Checkpoint, workers: number, told: number[] = []) =>
    runExperiment({
      variants: [{ name: 'baseline', set: {}, simulation }],
      scenario,
      seed: 'seed',
      replications: 4,
      workers,
      thresholds: {},
      notes: [],
      store,
      onProgress: ({ requests }) => told.push(requests),
      replayCommand: () => '',
    });

  it.each([0, 2])('simulates only what is missing, to the same bytes (%d workers)', async (workers) => {
    const whole = resultText(await run(new Checkpoint(folder, KEY), workers));
    rmSync(fileOf(0));
    rmSync(fileOf(2));
    const told: number[] = [];
    const again = new Checkpoint(folder, KEY);
    expect(resultText(await run(again, workers, told))).toBe(whole);
    expect(again.size).toBe(4);
    const requests = [0, 2].map(
      (i) => again.read({ ...JOBS[0]!, replication: i, timeline: i === 0 }).arrivals,
    );
    expect(told.at(-1)).toBe(requests[0]! + requests[1]!);
  });
});
