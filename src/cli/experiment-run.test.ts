import { describe, expect, it } from 'vitest';
import type { Result } from '../experiment/result.ts';
import { sampleResult } from '../testing/sample-result.ts';
import { rolloutWarning, speedLine } from './experiment-run.ts';
import { replayCommand } from './replay.ts';

describe('replayCommand', () => {
  it('repeats what was typed, quoted for a shell, and adds seed and replication', () => {
    const scenario = { seed: "it's", replications: 4 };
    expect(replayCommand(['my file.json', '--set', 'a=1'], scenario, 3)).toBe(
      String.raw`simulate 'my file.json' --set a=1 --seed 'it'\''s' --replication 3`,
    );
    expect(replayCommand(['s.json', '--resume'], scenario, 7)).toBe(
      String.raw`simulate s.json --replications 8 --seed 'it'\''s' --replication 7`,
    );
  });
});

describe('speedLine', () => {
  it('says what was done, how fast, and on what', () => {
    const result: Result = sampleResult({ replications: 4 });
    const line = speedLine({ result, elapsedMs: 2000, requests: 3_000_000, resumed: 0 }, 2);
    expect(line).toBe('4 replications, 3.00 M requests in 2.0 s on 2 threads (1.50 M requests/s)\n');
    expect(speedLine({ result, elapsedMs: 2000, requests: 10, resumed: 0 }, 1)).toContain('on 1 thread (');
  });
});

describe('rolloutWarning', () => {
  it('counts the runs whose rollout did not end', () => {
    const result = sampleResult({ replications: 3 });
    const [variant] = result.variants;
    const rollout = { durationMs: 1000, peakPods: 5, minReadyEndpoints: 4, staleEndpointMs: null };
    const ended = variant!.replications.map((each) => ({ ...each, rollout }));
    const open = ended.map((each, i) =>
      i === 0 ? each : { ...each, rollout: { ...rollout, durationMs: null } },
    );
    expect(rolloutWarning({ variants: [{ ...variant!, replications: ended }] })).toBe('');
    expect(rolloutWarning({ variants: [{ ...variant!, replications: open }] })).toBe(
      'warning: the rollout was not complete in 2 of 3 runs\n',
    );
  });
});
