import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../kernel/random.ts';
import { Tally } from '../../../kernel/statistics/tally.ts';
import { kolmogorovSmirnov } from '../../../testing/goodness-of-fit.ts';
import type { ArrivalOptions } from '../../options.ts';
import { createArrivals, type ArrivalPart } from './index.ts';

function timesOf(parts: readonly ArrivalPart[], count: number, replication = 0): Float64Array {
  const streams = {
    arrivals: new RandomStream([1, 2, 3, 4], replication, 1),
    states: new RandomStream([1, 2, 3, 4], replication, 2),
  };
  const gaps = new Float64Array(count);
  const fill = createArrivals(parts, streams);
  // In uneven blocks: a process must not care how many are asked for at once.
  for (let at = 0; at < count;) {
    const block = Math.min(count - at, 1 + (at % 300));
    fill(gaps.subarray(at, at + block));
    at += block;
  }
  let now = 0;
  return gaps.map((gap) => (now += gap));
}

const from0 = (arrivals: ArrivalOptions): ArrivalPart[] => [{ fromMs: 0, arrivals }];

/** Between arrivals of a Poisson process, the integral of its rate is exponential with mean 1. */
function expectPoisson(times: Float64Array, integral: (ms: number) => number): void {
  let before = 0;
  const masses = times.map((ms) => {
    const mass = integral(ms) - before;
    before += mass;
    return mass;
  });
  expect(kolmogorovSmirnov(masses, (x) => 1 - Math.exp(-x))).toBeLessThan(1.95);
  // And independent: neighbours do not hang together.
  const products = masses.slice(1).map((mass, i) => (mass - 1) * (masses[i]! - 1));
  const correlation = products.reduce((sum, product) => sum + product, 0) / products.length;
  expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(products.length));
}

describe('steps', () => {
  const steps = [
    { fromMs: 1000, ratePerSecond: 100 },
    { fromMs: 5000, ratePerSecond: 0 },
    { fromMs: 6000, ratePerSecond: 400 },
  ];

  it('are Poisson with the rate of each step, and nothing in between', () => {
    const times = timesOf(from0({ type: 'steps', steps }), 20_000);
    const integral = (ms: number) =>
      0.1 * Math.max(0, Math.min(ms, 5000) - 1000) + 0.4 * Math.max(0, ms - 6000);
    expectPoisson(times, integral);
    expect(times[0]).toBeGreaterThan(1000);
    expect(times.some((ms) => ms > 5000 && ms < 6000)).toBe(false);
  });

  it('end when the last rate is 0', () => {
    const times = timesOf(from0({ type: 'steps', steps: steps.slice(0, 2) }), 2000);
    const finite = times.filter((ms) => ms < Infinity);
    expect(finite.length).toBeGreaterThan(300);
    expect(finite.length).toBeLessThan(500);
    expect(finite.every((ms) => ms >= 1000 && ms <= 5000)).toBe(true);
  });
});

it('a sine is Poisson with a rate that swings around its mean', () => {
  const wave = { ratePerSecond: 100, amplitudePerSecond: 100, periodMs: 10_000, phase: 0.25 };
  const angle = (ms: number) => 2 * Math.PI * (ms / 10_000 + 0.25);
  const integral = (ms: number) => 0.1 * ms - (0.1 * 10_000 * Math.cos(angle(ms))) / (2 * Math.PI);
  const times = timesOf(from0({ type: 'sine', ...wave }), 20_000);
  expectPoisson(times, integral);
});

it('a Markov-modulated process has the mean and the burstiness that theory gives it', () => {
  const states = [
    { ratePerSecond: 20, meanMs: 3000 },
    { ratePerSecond: 220, meanMs: 1000 },
  ];
  const counts = new Tally();
  const windowMs = 2000;
  for (let replication = 0; replication < 20; replication++) {
    const times = timesOf(from0({ type: 'mmpp', states }), 20_000, replication);
    const windows = Math.floor(times.at(-1)! / windowMs) - 1;
    const byWindow = new Float64Array(windows);
    for (const ms of times) if (ms < windows * windowMs) byWindow[Math.floor(ms / windowMs)]!++;
    for (const count of byWindow) counts.record(count);
  }
  // Mean 70/s. Index of dispersion: Heffes & Lucantoni, IEEE JSAC 4(6), 1986.
  const [leave, enter] = [1 / 3, 1];
  const pace = (leave + enter) * (windowMs / 1000);
  const limit = (2 * leave * enter * 200 ** 2) / ((leave + enter) ** 2 * (20 * enter + 220 * leave));
  const dispersion = 1 + limit * (1 - (1 - Math.exp(-pace)) / pace);
  expect(counts.mean / 140).toBeGreaterThan(0.95);
  expect(counts.mean / 140).toBeLessThan(1.05);
  const measured = counts.standardDeviation ** 2 / counts.mean;
  expect(measured / dispersion).toBeGreaterThan(0.9);
  expect(measured / dispersion).toBeLessThan(1.1);
});

it('a trace comes as it was recorded, several at the same time included, and ends', () => {
  const timesMs = [5, 7, 7, 1000];
  expect([...timesOf(from0({ type: 'trace', timesMs }), 6)]).toEqual([5, 7, 7, 1000, Infinity, Infinity]);
});

it('changed traffic begins anew at its time', () => {
  const parts: ArrivalPart[] = [
    { fromMs: 0, arrivals: { type: 'poisson', ratePerSecond: 100 } },
    { fromMs: 4000, arrivals: { type: 'trace', timesMs: [1, 50, 900] } },
    { fromMs: 4500, arrivals: { type: 'steps', steps: [{ fromMs: 100, ratePerSecond: 50 }] } },
    { fromMs: 20_000, arrivals: { type: 'trace', timesMs: [10] } },
  ];
  const times = [...timesOf(parts, 2000)].filter((ms) => ms < Infinity);
  const within = (fromMs: number, untilMs: number) => times.filter((ms) => ms >= fromMs && ms < untilMs);
  const unchanged = timesOf(parts.slice(0, 1), 2000).filter((ms) => ms < 4000);
  expect(within(0, 4000)).toEqual([...unchanged]);
  expect(within(4000, 4600).map((ms) => Math.round(ms))).toEqual([4001, 4050]);
  expect(Math.abs(within(4600, 20_000).length - 770)).toBeLessThan(5 * Math.sqrt(770));
  expect(times.at(-1)).toBeCloseTo(20_010, 6);
});
