import { describe, expect, it } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { runExperiment } from './run-experiment.ts';

async function summaryOf(name: string, overrides: { readonly duration: string; readonly warmup: string }) {
  const { scenario, simulation, seed } = loadScenario({ inputs: [`scenarios/${name}.json`], overrides });
  const { variants } = await runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed,
    replications: 3,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  return variants[0]!.summary;
}

describe('scenarios/external-service.json', () => {
  it('loses a third of the orders at the dead address, retry or not, and no receipt', async () => {
    const { causes, errorRate } = await summaryOf('external-service', { duration: '40s', warmup: '5s' });
    expect(Object.keys(causes)).toEqual(['dead-address']);
    // 60 of 80 requests a second are orders; 3 × 2,800 in all: five standard deviations.
    expect(Math.abs(errorRate.mean! - 1 / 4)).toBeLessThan(0.024);
  });
});

describe('scenarios/environment-discovery.json', () => {
  it('loses every request until the clients are restarted, and none after', async () => {
    const { causes, errorRate } = await summaryOf('environment-discovery', {
      duration: '4m',
      warmup: '30s',
    });
    expect(Object.keys(causes)).toEqual(['no-environment-variable']);
    // 90 of the 210 seconds at least, and some more until the last of four pods is replaced.
    expect(errorRate.mean).toBeGreaterThan(90 / 210 - 0.01);
    expect(errorRate.mean).toBeLessThan(0.6);
  });
});

describe('scenarios/headless-dns.json', () => {
  it('loses requests to answers that are kept for too long', async () => {
    const { causes } = await summaryOf('headless-dns', { duration: '3m', warmup: '10s' });
    expect(Object.keys(causes)).toEqual(['dns-stale']);
    expect(causes['dns-stale']!.mean).toBeGreaterThan(200);
  });
});

describe('scenarios/service-chain.json', () => {
  it('loses requests of users to the restart of a service that theirs calls', async () => {
    const { causes, errors, latencyMs } = await summaryOf('service-chain', { duration: '2m', warmup: '10s' });
    expect(Object.keys(errors)).toEqual(['http5xx']);
    expect(causes['stale-endpoint']!.mean).toBeGreaterThan(10);
    // The way in and out, and three services one after the other.
    expect(latencyMs.p50.mean).toBeGreaterThan(40 + 5 + 10 + 8);
  });
});
