import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointKey } from '../experiment/checkpoint.ts';
import type { ReplicationDigest } from '../experiment/digest.ts';
import { scenarioHash } from '../experiment/result-text.ts';
import { planJobs } from '../experiment/plan.ts';
import { sampleResult } from '../testing/sample-result.ts';
import { openCheckpoint, refuseOtherResult, refuseOtherSearch } from './checkpoint.ts';

const KEY = { simulations: [{}], seed: 'seed' } as unknown as CheckpointKey;
const OTHER = { ...KEY, seed: 'other' };

let folder = '';
let told = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(key: CheckpointKey, resume: boolean): Checkpoint {
  told = '';
  return openCheckpoint(folder, key, resume, { err: (text) => (told += text) });
}

function fill(key: CheckpointKey): Checkpoint {
  const checkpoint = open(key, false);
  const jobs = planJobs({ variants: 1, replications: 2 });
  for (const job of jobs) checkpoint.store(job, { arrivals: 1 } as ReplicationDigest);
  return checkpoint;
}

describe('openCheckpoint', () => {
  it('says how much it goes on from', () => {
    expect(open(KEY, true).size).toBe(0);
    expect(told).toBe(`note: resuming with no finished replication from ${folder}\n`);
    fill(KEY);
    expect(open(KEY, true).size).toBe(2);
    expect(told).toBe(`note: resuming with 2 finished replications from ${folder}\n`);
  });

  it('refuses what is all of other settings', () => {
    fill(OTHER);
    expect(() => open(KEY, true)).toThrow(/holds 2 finished replications, none of them of this scenario/);
    expect(open(OTHER, true).size).toBe(2);
  });

  it('warns of what is damaged, and leaves it out', () => {
    const { directory } = fill(KEY);
    const key = open(KEY, true)['keys'][0]!;
    const path = join(directory, `${key}-1.replication`);
    writeFileSync(path, 'torn');
    expect(open(KEY, true).size).toBe(1);
    expect(told).toBe(
      `warning: ${path} is damaged; its replication is simulated again\n` +
        `note: resuming with 1 finished replication from ${folder}\n`,
    );
  });

  it('begins anew without --resume, and says what that discards', () => {
    fill(KEY);
    expect(open(KEY, false).size).toBe(0);
    expect(told).toContain('note: 2 finished replications of an earlier run discarded');
    expect(open(KEY, true).size).toBe(0);
  });
});

describe('with nothing to go on from, --resume', () => {
  it('refuses to write over the result of another seed or scenario', async () => {
    const { scenario, seed, ...sample } = sampleResult();
    const own = { seed, scenario };
    await refuseOtherResult(folder, own);
    const stored = { ...sample, scenario, seed, scenarioHash: scenarioHash(scenario) };
    writeFileSync(join(folder, 'result.json'), JSON.stringify(stored));
    await refuseOtherResult(folder, own);
    await expect(refuseOtherResult(folder, { seed: 'b', scenario })).rejects.toThrow(/another seed, "/);
    const edited = { ...scenario, duration: '1s' };
    await expect(refuseOtherResult(folder, { seed, scenario: edited })).rejects.toThrow(/another scenario/);
  });

  it('refuses to write over what another search has found', async () => {
    await refuseOtherSearch(folder, { seed: 'a', search: 'x' });
    const found = { title: 't', seed: 'a', search: 'x', settings: [] };
    writeFileSync(join(folder, 'tune.json'), JSON.stringify(found, null, 2));
    await refuseOtherSearch(folder, { seed: 'a', search: 'x' });
    await expect(refuseOtherSearch(folder, { seed: 'b', search: 'y' })).rejects.toThrow(/another seed/);
    await expect(refuseOtherSearch(folder, { seed: 'a', search: 'y' })).rejects.toThrow(/other settings/);
  });
});
