import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { KEY } from '../../testing/run.ts';
import { divide, weightOf, type Cgroup } from './cgroups.ts';

function divided(cores: number, ...groups: readonly (readonly [weight: number, wanted: number])[]): number[] {
  const all: Cgroup[] = groups.map(([weight, wanted]) => ({ weight, wanted, granted: NaN }));
  divide(cores, all);
  return all.map(({ granted }) => granted);
}

describe('divide', () => {
  it('gives everybody what it wants where there is enough', () => {
    expect(divided(4, [1, 1], [100, 2], [3, 0])).toEqual([1, 2, 0]);
    expect(divided(3, [1, 1], [100, 2])).toEqual([1, 2]);
    expect(divided(1)).toEqual([]);
  });

  it('gives in proportion to weights where everybody wants more', () => {
    expect(divided(1, [1, 1], [3, 5])).toEqual([0.25, 0.75]);
  });

  it('gives what some leave to the others, again by weight', () => {
    // By weight 1, 1 and 2 of 4 cores; the first wants half of its own, so 3.5 remain for weights 1 and 2.
    expect(divided(4, [1, 0.5], [1, 9], [2, 9])).toEqual([0.5, 3.5 / 3, 7 / 3]);
    // Content one after another: 1 of 8 first, then 2 of what is left, then the rest.
    expect(divided(8, [1, 1], [1, 3], [1, 9])).toEqual([1, 3, 4]);
  });

  it('is weighted max–min fair, whatever is wanted', () => {
    const random = new RandomStream(KEY, 3, 3);
    for (let i = 0; i < 500; i++) {
      const groups = Array.from(
        { length: 1 + Math.floor(random.uniform() * 8) },
        () => [1 + Math.floor(random.uniform() * 100), Math.floor(random.uniform() * 9) / 2] as const,
      );
      const cores = 0.5 + random.uniform() * 8;
      const granted = divided(cores, ...groups);
      const wanted = groups.reduce((sum, [, want]) => sum + want, 0);
      const total = granted.reduce((sum, each) => sum + each, 0);
      expect(total).toBeCloseTo(Math.min(cores, wanted), 9);
      const perWeight = granted.map((each, k) => each / groups[k]![0]);
      // Who does not get what it wants gets as much for its weight as anybody.
      const most = Math.max(...perWeight);
      groups.forEach(([, want], k) => {
        expect(granted[k]).toBeLessThanOrEqual(want + 1e-12);
        if (granted[k]! < want - 1e-9) expect(perWeight[k]).toBeCloseTo(most, 9);
      });
    }
  });
});

describe('weightOf', () => {
  it.each([
    [0, 1],
    [0.001, 1],
    [0.028, 1],
    [0.029, 2],
    [0.1, 4],
    [0.3, 12],
    [0.5, 20],
    [1, 39],
    [4, 157],
    [256, 10_000],
    [1000, 10_000],
  ])('%d cores → %d', (cores, weight) => expect(weightOf(cores)).toBe(weight));
});
