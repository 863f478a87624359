import { describe, expect, it } from 'vitest';
import { chiSquareOfEvenCells, kolmogorovSmirnov } from '../testing/goodness-of-fit.ts';
import { normalCdf } from '../testing/oracles/normal.ts';
import { fillWithSfc32, RandomStream, type StreamKey } from './random.ts';
import { LAYER_LIMIT } from './ziggurat.ts';

const KEY: StreamKey = [0x1234567, -2, 3, 4];
const stream = (replication = 0, purpose = 0) => new RandomStream(KEY, replication, purpose);
const drawn = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);

const u32 = (x: bigint) => BigInt.asUintN(32, x);

/** The published algorithm once more, in unbounded integers, as an oracle. */
function* sfc32ByBigInt(a: bigint, b: bigint, c: bigint, counter: bigint): Generator<number> {
  for (;;) {
    const word = u32(a + b + counter);
    counter = u32(counter + 1n);
    a = b ^ (b >> 9n);
    b = u32(c + (c << 3n));
    c = u32(((c << 21n) | (c >> 11n)) + word);
    yield Number(word);
  }
}

describe('sfc32', () => {
  it('gives the outputs of the C source of PractRand', () => {
    const words = new Int32Array(1_000_000);
    fillWithSfc32(Int32Array.of(1, 2, 3, 4), words);
    expect(Array.from(words.subarray(0, 6), (word) => word >>> 0)).toEqual([
      7, 34, 56623200, 188882296, 3431242869, 399395954,
    ]);
    expect(words[999_999]! >>> 0).toBe(319643096);
  });

  it('is seeded by PractRand with (0, low, high, 1) and 12 outputs thrown away', () => {
    const words = new Int32Array(18);
    fillWithSfc32(Int32Array.of(0, 0x89abcdef, 0x01234567, 1), words);
    expect(Array.from(words.subarray(12), (word) => word >>> 0)).toEqual([
      2222009751, 4121156040, 1557176981, 903895892, 1281522849, 866141154,
    ]);
  });

  it('continues over blocks as one sequence, with the counter wrapping at 2³²', () => {
    const state = Int32Array.of(-5, 77, 1 << 31, -3);
    const oracle = sfc32ByBigInt(2n ** 32n - 5n, 77n, 2n ** 31n, 2n ** 32n - 3n);
    for (const length of [1, 256, 7]) {
      const words = new Int32Array(length);
      fillWithSfc32(state, words);
      expect(Array.from(words, (word) => word >>> 0)).toEqual(
        Array.from({ length }, () => Number(oracle.next().value)),
      );
    }
  });
});

describe('streams', () => {
  it('repeat themselves for the same key, replication and purpose', () => {
    const [a, b] = [stream(3, 7), stream(3, 7)];
    expect(drawn(1000, () => a.uint32())).toEqual(drawn(1000, () => b.uint32()));
  });

  it('differ in every pair of words over a grid of replications and purposes, and over keys', () => {
    const seen = new Set<string>();
    const note = (of: RandomStream) => seen.add(`${of.uint32()},${of.uint32()}`);
    for (let replication = 0; replication < 200; replication++) {
      for (let purpose = 0; purpose < 50; purpose++) note(stream(replication, purpose));
    }
    note(new RandomStream([0x1234567, -2, 3, 5], 0, 0));
    note(new RandomStream([0x1234568, -2, 3, 4], 0, 0));
    note(new RandomStream([3, 4, 0x1234567, -2], 0, 0));
    expect(seen.size).toBe(200 * 50 + 3);
  });

  it('are uncorrelated between neighbouring replications and purposes', () => {
    const n = 50_000;
    const correlation = (a: RandomStream, b: RandomStream) =>
      drawn(n, () => (a.uniform() - 0.5) * (b.uniform() - 0.5) * 12).reduce((sum, x) => sum + x) / n;
    for (let i = 0; i < 10; i++) {
      // 4.5 standard errors of a correlation of independent series: 1/√n each.
      expect(Math.abs(correlation(stream(i, 0), stream(i + 1, 0)))).toBeLessThan(4.5 / Math.sqrt(n));
      expect(Math.abs(correlation(stream(0, i), stream(0, i + 1)))).toBeLessThan(4.5 / Math.sqrt(n));
    }
  });

  it('refuse numbers that would silently share a stream', () => {
    expect(() => stream(0.5)).toThrow('replication');
    expect(() => stream(0, -1)).toThrow('purpose');
    expect(() => stream(0, 2 ** 32)).toThrow('purpose');
  });
});

describe('uniform draws', () => {
  it('fill 256 cells evenly, by their high and by their low byte', () => {
    const source = stream();
    const n = 256_000;
    const [high, low] = [new Float64Array(256), new Float64Array(256)];
    for (let i = 0; i < n; i++) {
      const word = source.uint32();
      high[word >>> 24]!++;
      low[word & 255]!++;
    }
    for (const counts of [high, low]) {
      const chiSquare = chiSquareOfEvenCells(counts);
      // χ² with 255 degrees of freedom, P = 0.0005 and 0.9995 (Wilson–Hilferty).
      expect(chiSquare).toBeGreaterThan(186);
      expect(chiSquare).toBeLessThan(337);
    }
  });

  it('lie in [0, 1) and strictly inside (0, 1), on their grids', () => {
    const source = stream(1);
    const closed = drawn(100_000, () => source.uniform());
    const open = drawn(100_000, () => source.uniformOpen());
    expect(closed.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53))).toBe(true);
    expect(open.every((u) => u > 0 && u < 1 && (u * 2 ** 53) % 2 === 1)).toBe(true);
  });

  it('below(n) reaches every one of n values, evenly', () => {
    const source = stream(2);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[source.below(7)]!++;
    expect(chiSquareOfEvenCells(counts)).toBeLessThan(24.1); // χ², 6 degrees of freedom, P = 0.9995
    expect(source.below(1)).toBe(0);
  });
});

// Critical value of the Kolmogorov–Smirnov statistic below: 1.95, level 0.001.
describe('exponential draws', () => {
  it('use the tables printed by Marsaglia and Tsang', () => {
    expect([...LAYER_LIMIT.subarray(0, 3)]).toEqual([0xe290a139, 0, 0x9beadebc]);
  });

  it('follow 1 − exp(−x)', () => {
    const source = stream(3);
    expect(
      kolmogorovSmirnov(
        drawn(1_000_000, () => source.exponential()),
        (x) => -Math.expm1(-x),
      ),
    ).toBeLessThan(1.95);
  });

  it('reach into the tail as often as they should', () => {
    const source = stream(4);
    const n = 4_000_000;
    let beyond = 0;
    for (let i = 0; i < n; i++) if (source.exponential() > 8) beyond++;
    const mean = n * Math.exp(-8);
    expect(Math.abs(beyond - mean)).toBeLessThan(4 * Math.sqrt(mean));
  });
});

describe('normal draws', () => {
  it('follow the normal distribution', () => {
    const source = stream(5);
    const sample = drawn(200_000, () => source.normal());
    expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(1.95);
  });

  it('rise with the uniform they consume', () => {
    const [a, b] = [stream(6), stream(6)];
    const pairs = Array.from({ length: 1000 }, () => [a.uniformOpen(), b.normal()] as const);
    const byUniform = pairs.toSorted((x, y) => x[0] - y[0]).map((pair) => pair[1]);
    expect(byUniform).toEqual(byUniform.toSorted((x, y) => x - y));
  });
});
