import { describe, expect, it } from 'vitest';
import { canonicalJson, resultText, scenarioHash } from './result-text.ts';
import type { Result } from './result.ts';

const text = (value: unknown): string => resultText(value as Result);

describe('resultText', () => {
  it('says what JSON.stringify says, NaN, infinities and missing members included', () => {
    const value = {
      a: [1, 2.5, NaN, -0, null],
      b: { deep: [{ x: 1e21, y: 'é"\n' }, {}], none: undefined, inf: -Infinity },
      'odd key': [[], [[true]]],
      c: [],
    };
    expect(JSON.parse(text(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it('keeps lists of numbers and short objects on one line, and the rest on many', () => {
    const value = { series: [1, 2, 3], estimate: { mean: 1, n: 2 }, nested: { one: { a: 1 } } };
    expect(text(value)).toBe(
      `{
  "series": [1, 2, 3],
  "estimate": { "mean": 1, "n": 2 },
  "nested": {
    "one": { "a": 1 }
  }
}
`,
    );
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys, but on that of lists', () => {
    expect(canonicalJson({ b: [2, 1], a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":[2,1]}');
  });
});

describe('scenarioHash', () => {
  const scenario = { title: 'x', seed: 'a', replications: 10, cluster: { nodes: 3 } };

  it('names what is simulated, not how often or with which seed', () => {
    expect(scenarioHash({ ...scenario, seed: 'b', replications: 3 })).toBe(scenarioHash(scenario));
    expect(scenarioHash({ ...scenario, cluster: { nodes: 4 } })).not.toBe(scenarioHash(scenario));
    // printf '{"cluster":{"nodes":3},"title":"x"}' | sha256sum
    expect(scenarioHash(scenario)).toBe('1b0e682daee5a73b18e729e4449f53d6e69cf6ee5c265df2a8c57dbc30d573ac');
  });
});
