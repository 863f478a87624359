import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../base/errors.ts';
import type { Estimate, Flag, VariantResult } from './result.ts';
import { judge, parseThresholds } from './thresholds.ts';

function variant(p99: Estimate, duration: Estimate | null = null, flags: Flag[] = []): VariantResult {
  const summary = {
    latencyMs: { p99 },
    errors: {},
    causes: {},
    rollout: duration && { durationMs: duration },
  };
  return {
    name: 'baseline',
    summary,
    flags,
    replications: Array.from({ length: 10 }),
  } as unknown as VariantResult;
}

function verdict(condition: string, estimate: Estimate): string | undefined {
  return judge(parseThresholds({ latency: [condition] }), variant(estimate))[0]?.verdict;
}

const between = (low: number, high: number): Estimate => ({
  mean: (low + high) / 2,
  ci95: [low, high],
  n: 10,
});

describe('parseThresholds', () => {
  it.each([
    ['errors', 'rate < 0.1%', 0.001],
    ['errors', 'rate <= 0.002', 0.002],
    ['errors', 'stale-endpoint < 1', 1],
    ['latency', 'p99 < 250ms', 250],
    ['latency', 'p999<1.5s', 1500],
    ['latency', 'p99.9 < 2s', 2000],
    ['errors', 'count == 0', 0],
    ['rollout', 'duration < 2m', 120_000],
    ['requests', 'lost < 1', 1],
    ['requests', 'rate >= 190/s', 190],
  ])('reads %s %s', (group, condition, limit) => {
    const [threshold] = parseThresholds({ [group]: [condition] });
    expect(threshold?.limit).toBeCloseTo(limit, 12);
    expect(threshold?.expression).toBe(`${group} ${condition}`);
  });

  it('reports every mistake at once, with the nearest name', () => {
    const wrong = {
      latency: ['p98 < 1s', 'p99 < 250', 'p99 250ms'],
      error: ['rate < 1'],
      errors: ['constructor < 1'],
    };
    const error = (() => {
      try {
        return parseThresholds(wrong);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ScenarioError);
    const { issues } = error as ScenarioError;
    expect(issues.map((issue) => issue.path)).toEqual([
      'thresholds.latency[0]',
      'thresholds.latency[1]',
      'thresholds.latency[2]',
      'thresholds.error[0]',
      'thresholds.errors[0]',
    ]);
    expect(issues[0]?.hint).toContain('did you mean "p9');
    expect(issues[1]?.expected).toContain('250ms or 60s');
    expect(issues[3]?.hint).toBe('did you mean "errors"?');
  });
});

it('points at the place of a condition where it is told one', () => {
  const position = { file: 's.json', line: 3, column: 7 };
  const placeOf = (path: readonly (string | number)[]) => ({ position, path: path.join('/') });
  expect(() => parseThresholds({ latency: ['p99 < 1s', 'p98 < 1s'] }, { placeOf })).toThrow(
    /^s\.json:3:7: latency\/1: latency has no metric p98/,
  );
});

it('requires equality of nothing but a count and zero', () => {
  expect(() => parseThresholds({ errors: ['count == 1'] })).toThrow('only a count');
  expect(() => parseThresholds({ latency: ['p99 == 0ms'] })).toThrow('only a count');
});

describe('judge', () => {
  it('passes or fails by the whole interval', () => {
    expect(verdict('p99 < 250ms', between(200, 249))).toBe('pass');
    expect(verdict('p99 < 250ms', between(250, 300))).toBe('fail');
    expect(verdict('p99 < 250ms', between(240, 251))).toBe('undecided');
    expect(verdict('p99 > 100ms', between(101, 110))).toBe('pass');
    expect(verdict('p99 > 100ms', between(90, 100))).toBe('fail');
  });

  it('tells < from <= at the limit', () => {
    expect(verdict('p99 < 250ms', between(250, 250))).toBe('fail');
    expect(verdict('p99 <= 250ms', between(250, 250))).toBe('pass');
    expect(verdict('p99 >= 250ms', between(250, 250))).toBe('pass');
  });

  it('decides nothing without an interval', () => {
    expect(verdict('p99 < 250ms', { mean: 10, ci95: null, n: 1 })).toBe('undecided');
    expect(verdict('p99 < 250ms', { mean: null, ci95: null, n: 0 })).toBe('undecided');
  });

  it('bounds a cause that never occurred', () => {
    const [loose, tight] = judge(
      parseThresholds({ errors: ['overload < 1', 'overload < 0.3'] }),
      variant(between(1, 2)),
    );
    expect(loose?.verdict).toBe('pass');
    expect(loose?.observed.ci95?.[1]).toBeCloseTo(3.688879 / 10, 6);
    expect(tight?.verdict).toBe('undecided');
  });

  it.each(['== 0', '<= 0'])('judges "count %s" by what was observed, even in one run', (limit) => {
    const judged = (failed: Estimate): string | undefined => {
      const { summary, ...rest } = variant(between(1, 2));
      return judge(parseThresholds({ errors: [`count ${limit}`] }), {
        ...rest,
        summary: { ...summary, failed },
      })[0]?.verdict;
    };
    expect(judged({ mean: 0, ci95: [0, 0.37], n: 10 })).toBe('pass');
    expect(judged({ mean: 0, ci95: [0, 3.7], n: 1 })).toBe('pass');
    expect(judged({ mean: 0.1, ci95: [0.003, 0.56], n: 10 })).toBe('fail');
    expect(judged({ mean: null, ci95: null, n: 0 })).toBe('undecided');
  });

  it('reads p99.9 and p999 alike', () => {
    const summary = { latencyMs: { p999: between(200, 240) } };
    const slow = { ...variant(between(1, 2)), summary } as unknown as VariantResult;
    const verdicts = judge(parseThresholds({ latency: ['p99.9 < 250ms', 'p999 < 250ms'] }), slow);
    expect(verdicts.map((each) => each.verdict)).toEqual(['pass', 'pass']);
  });

  it('does not take the mean of the rollouts that ended for that of all', () => {
    const [threshold] = parseThresholds({ rollout: ['duration < 60s'] });
    const judged = (estimate: Estimate, flags: Flag[]): string | undefined =>
      judge([threshold!], variant(between(1, 2), estimate, flags))[0]?.verdict;
    expect(judged(between(10_000, 12_000), [])).toBe('pass');
    expect(judged(between(10_000, 12_000), ['rollout-incomplete'])).toBe('undecided');
    expect(judged({ mean: null, ci95: null, n: 0 }, ['rollout-incomplete'])).toBe('fail');
    expect(judge([threshold!], variant(between(1, 2)))[0]?.verdict).toBe('undecided');
  });
});
