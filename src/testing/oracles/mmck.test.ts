import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, erlangCMeanWait } from './erlang.ts';
import { mmck } from './mmck.ts';

describe('mmck', () => {
  it('without a queue is Erlang B, with exponential sojourns', () => {
    const loss = mmck({ arrivalRate: 4.461, serviceRate: 1, servers: 10, capacity: 10 });
    expect(loss.blocking).toBeCloseTo(erlangB(10, 4.461), 12);
    expect(loss.meanWait).toBeCloseTo(0, 12);
    expect(loss.sojournQuantile(0.99)).toBeCloseTo(Math.log(100), 10);
  });

  it('is the truncated geometric of M/M/1/K, also in overload', () => {
    for (const rho of [0.5, 2]) {
      const { stateProbabilities } = mmck({ arrivalRate: rho, serviceRate: 1, servers: 1, capacity: 5 });
      const exact = stateProbabilities.map((_, n) => ((1 - rho) * rho ** n) / (1 - rho ** 6));
      stateProbabilities.forEach((p, n) => expect(p).toBeCloseTo(exact[n]!, 13));
    }
    const critical = mmck({ arrivalRate: 1, serviceRate: 1, servers: 1, capacity: 4 });
    expect([...critical.stateProbabilities].map((p) => Math.round(p * 1e12) / 1e12)).toEqual([
      0.2, 0.2, 0.2, 0.2, 0.2,
    ]);
  });

  it('has sojourns of M/M/1/2 that are Exp or Erlang-2, by what was met', () => {
    // λ = μ = 1: an accepted arrival meets 0 or 1 with equal probability; P(T > t) = e⁻ᵗ (1 + t/2).
    const queue = mmck({ arrivalRate: 1, serviceRate: 1, servers: 1, capacity: 2 });
    for (const t of [0, 0.3, 2, 8]) {
      expect(queue.sojournTail(t)).toBeCloseTo(Math.exp(-t) * (1 + t / 2), 13);
    }
    expect(queue.meanSojourn).toBeCloseTo(1.5, 13);
  });

  it('with a large capacity is M/M/1: sojourns are exponential', () => {
    const queue = mmck({ arrivalRate: 0.8, serviceRate: 1, servers: 1, capacity: 400 });
    expect(queue.meanSojourn).toBeCloseTo(5, 10);
    expect(queue.sojournQuantile(0.5)).toBeCloseTo(5 * Math.LN2, 8);
    expect(queue.sojournQuantile(0.999)).toBeCloseTo(5 * Math.log(1000), 6);
  });

  it('with a large capacity is M/M/c: Gross & Harris, ch. 2, closed form of the sojourn', () => {
    for (const [servers, load] of [
      [2, 1.4],
      [4, 3.2],
      [32, 28],
    ] as const) {
      const queue = mmck({ arrivalRate: load, serviceRate: 1, servers, capacity: 2000 });
      const waiting = erlangC(servers, load);
      const k = servers - load;
      const tail = (t: number) =>
        (1 - waiting) * Math.exp(-t) + (waiting * (k * Math.exp(-t) - Math.exp(-k * t))) / (k - 1);
      expect(queue.meanWait).toBeCloseTo(erlangCMeanWait(servers, load), 9);
      for (const t of [0.1, 1, 5, 12]) expect(queue.sojournTail(t)).toBeCloseTo(tail(t), 11);
      expect(tail(queue.sojournQuantile(0.99))).toBeCloseTo(0.01, 10);
    }
  });

  it('has a mean that is the integral of its tail, and losses that balance its flow', () => {
    const queue = mmck({ arrivalRate: 7, serviceRate: 2, servers: 3, capacity: 9 });
    const step = 0.001;
    let integral = 0;
    for (let t = step / 2; t < 15; t += step) integral += queue.sojournTail(t) * step;
    expect(integral).toBeCloseTo(queue.meanSojourn, 6);
    const busy = queue.stateProbabilities.reduce((sum, p, n) => sum + p * Math.min(n, 3), 0);
    expect(busy * 2).toBeCloseTo(7 * (1 - queue.blocking), 12);
    expect(queue.utilization).toBeCloseTo(busy / 3, 12);
  });
});
