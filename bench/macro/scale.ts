/**
 * How the cost of a request depends on the number of pods, and on the rate. Each varies alone: slots, service time and
 * load stay such that no queue grows, and every row simulates about as many requests.
 */
import type { BenchTask, Suite } from '../task.ts';
import { replication } from './replication.ts';

/** Slots of all pods together. */
const SLOTS = 10_000;

/**
 * 50,000 requests a second for 40 seconds, whatever the number of pods; 1,000 of 10,000 slots are busy. What starting
 * the pods and probing them costs is in the figure.
 */
function pods(count: number): BenchTask {
  const set = [
    `deployment/web.spec.replicas=${count}`,
    `applications.web.concurrency=${SLOTS / count}`,
    'traffic[0].arrivals.poisson.rate=50000/s',
    'cluster.nodes=100',
  ];
  return replication(
    'w1.json',
    { duration: '40s', warmup: '1s', set },
    { duration: '200ms', warmup: '100ms', set },
  );
}

const RATE_REQUESTS = 300_000;

/** 300,000 requests to W1's 16 pods; service so short or long that ρ = 0.8. */
function rate(perSecond: number): BenchTask {
  const slots = 16 * 4;
  const meanUs = Math.round((0.8 * slots * 1e6) / perSecond);
  const set = [
    `traffic[0].arrivals.poisson.rate=${perSecond}/s`,
    `applications.web.serviceTime.exponential.mean=${meanUs}us`,
  ];
  const seconds = RATE_REQUESTS / perSecond;
  const lasting = (share: number) => ({
    duration: `${seconds * share}s`,
    warmup: `${(seconds * share) / 10}s`,
    set,
  });
  return replication('w1.json', lasting(1), lasting(0.01));
}

export const podCounts: Suite = Object.fromEntries(
  [10, 100, 1000, 10_000].map((count) => [`${count}`, pods(count)]),
);

export const rates: Suite = Object.fromEntries(
  [100, 1000, 10_000, 100_000].map((perSecond) => [`${perSecond}/s`, rate(perSecond)]),
);
