import { describe, expect, it } from 'vitest';
import {
  BUCKETS,
  BUCKETS_PER_OCTAVE,
  bucketOf,
  highOfBucket,
  lowOfBucket,
  rankOfQuantile,
  valueInBucket,
} from './buckets.ts';

const BUCKET_NUMBERS = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
/** The next double below a positive one. */
const below = (x: number) => x * (1 - 2 ** -53);

describe('buckets', () => {
  it('tile the range without gap or overlap, 256 to an octave', () => {
    expect(lowOfBucket(0)).toBe(0);
    expect(highOfBucket(0)).toBe(2 ** -10 * (1 + 1 / 256));
    expect(highOfBucket(BUCKETS - 1)).toBe(2 ** 24);
    expect(lowOfBucket(10 * BUCKETS_PER_OCTAVE)).toBe(1);
    expect(lowOfBucket(10 * BUCKETS_PER_OCTAVE + 128)).toBe(1.5);
    const seams = BUCKET_NUMBERS.slice(1).map((bucket) => [highOfBucket(bucket - 1), lowOfBucket(bucket)]);
    expect(seams.every(([high, low]) => high === low)).toBe(true);
  });

  it('hold their lower edge and not their upper one', () => {
    expect(BUCKET_NUMBERS.filter((bucket) => bucketOf(lowOfBucket(bucket)) !== bucket)).toEqual([]);
    expect(BUCKET_NUMBERS.filter((bucket) => bucketOf(below(highOfBucket(bucket))) !== bucket)).toEqual([]);
  });

  it('take what lies outside the range into the first and the last', () => {
    expect([0, -0, -5, 1e-9, Number.MIN_VALUE].map(bucketOf)).toEqual([0, 0, 0, 0, 0]);
    expect([2 ** 24, 1e300, Infinity].map(bucketOf)).toEqual([BUCKETS - 1, BUCKETS - 1, BUCKETS - 1]);
  });

  it('spread their values evenly, within 1/256 of wherever they really lie', () => {
    const bucket = 10 * BUCKETS_PER_OCTAVE;
    expect([1, 2, 3, 4].map((rank) => 256 * (valueInBucket(bucket, rank, 4) - 1))).toEqual([
      0.125, 0.375, 0.625, 0.875,
    ]);
    const widths = BUCKET_NUMBERS.slice(1).map((each) => highOfBucket(each) / lowOfBucket(each) - 1);
    expect(Math.max(...widths)).toBeLessThanOrEqual(1 / 256);
  });
});

describe('rankOfQuantile', () => {
  it.each([
    [0, 10, 1],
    [0.5, 10, 5],
    [0.5, 11, 6],
    [0.99, 100, 99],
    [0.991, 100, 100],
    [0.07, 100, 7], // 0.07 · 100 is 7.000000000000001 in doubles
    [1, 10, 10],
  ])('of %d among %d is %d', (q, count, rank) => {
    expect(rankOfQuantile(q, count)).toBe(rank);
  });
});
