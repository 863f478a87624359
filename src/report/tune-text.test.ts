import { describe, expect, it } from 'vitest';
import type { ThresholdResult } from '../experiment/result.ts';
import type { TuneResult } from '../experiment/tune.ts';
import { tuneText } from './tune-text.ts';

const LIMIT = { expression: 'errors: count == 0', verdict: 'pass' } as unknown as ThresholdResult;

function answerWith(limits: readonly ThresholdResult[]): string {
  const one = { name: 'preStop=5', standing: 'chosen', replications: 8, limits, objective: 12 } as const;
  const result: TuneResult = {
    contestants: [one],
    chosen: 0,
    confirmedBy: 59,
    lossyRunsAtMost: null,
    unconfirmed: [],
    alike: [],
    replications: 67,
  };
  const words = { title: 'Title', objective: 'latencyMs.p99', patches: [], settings: [] };
  return tuneText(result, words).replaceAll('\n', ' ');
}

describe('what a search has found', () => {
  it('is said to keep limits only where there are any', () => {
    expect(answerWith([LIMIT])).toContain('the best latencyMs.p99 of the settings that keep the limits.');
    expect(answerWith([LIMIT])).toContain(
      'In 59 fresh runs, which took no part in the choice, it kept every limit',
    );
    expect(answerWith([])).toContain('the best latencyMs.p99 of the settings.');
    expect(answerWith([])).not.toContain('limit');
  });
});
