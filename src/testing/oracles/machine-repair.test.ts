import { describe, expect, it } from 'vitest';
import { machineRepair } from './machine-repair.ts';

describe('machineRepair', () => {
  it('is one user’s own think and service time when nobody else is there', () => {
    const { throughput, response } = machineRepair(1, 9, 1);
    expect(throughput).toBeCloseTo(0.1, 12);
    expect(response).toBeCloseTo(1, 12);
  });

  it('agrees with mean value analysis of one server', () => {
    // R(n) = S (1 + Q(n − 1)), X(n) = n / (R(n) + Z), Q(n) = X(n) R(n): Reiser & Lavenberg, 1980.
    let queue = 0;
    for (let users = 1; users <= 20; users++) {
      const response = 1 + queue;
      const throughput = users / (response + 9);
      queue = throughput * response;
      expect(machineRepair(users, 9, 1).response).toBeCloseTo(response, 10);
    }
  });

  it('is limited by the servers', () => {
    expect(machineRepair(10, 1, 4).throughput).toBeCloseTo(3.87604037261, 10);
    expect(machineRepair(50, 9, 1).throughput).toBeCloseTo(1, 10);
  });
});
