/** What makes pairs of replications pairs: request n is the same request under every variant. */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import type { Result } from './result.ts';
import { resultText } from './result-text.ts';
import { runExperiment } from './run-experiment.ts';

const SCENARIO = {
  version: 1,
  title: 'One request per interval',
  duration: '60s',
  warmup: '0s',
  resources: [
    {
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 10 } }] },
        },
      },
    },
    { kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ],
  // Nobody waits and nothing else takes time: what a request takes is its demand, as it was drawn.
  applications: { web: { concurrency: 1000, serviceTime: { exponential: { mean: '50ms' } } } },
  cluster: { network: { sameNode: '0ms', sameZone: '0ms', crossZone: '0ms', external: '0ms' } },
  traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '20/s' } }, timeout: '10s' }],
};

const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  'more pods': ['deployment/web.replicas=7', 'cluster.nodes=5'],
  'other probe': ['deployment/web.readinessProbe.periodSeconds=1', 'applications.web.startup=3s'],
  'other proxy': ['cluster.kubeProxy.minSyncPeriod=7s'],
  restart: [
    'events=[{"at":"20s","do":"rolloutRestart","target":"deployment/web"}]',
    'applications.web.onTerm=drain',
  ],
};

/** Intervals so short that each holds one request, hardly ever two. */
const INTERVAL_MS = 5;

function compared(names: readonly string[], replications = 2, workers = 0): Promise<Result> {
  const loaded = names.map((name) => {
    const { scenario, simulation } = loadScenario({
      inputs: ['-'],
      stdin: JSON.stringify(SCENARIO),
      sets: VARIANTS[name]!,
    });
    return { name, scenario, simulation: { ...simulation, seriesIntervalMs: INTERVAL_MS } };
  });
  return runExperiment({
    variants: loaded.map(({ name, simulation }) => ({ name, set: {}, simulation })),
    scenario: loaded[0]!.scenario,
    seed: 'common',
    replications,
    workers,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
}

describe('common random numbers', () => {
  it('give request n the same arrival and the same demand under every variant', async () => {
    const { variants } = await compared(Object.keys(VARIANTS), 1);
    const [base, ...others] = variants;
    const total = base!.series.requests.reduce((sum, requests) => sum + requests, 0);
    expect(total).toBeGreaterThan(1000);
    for (const { name, series } of others) {
      expect(series.requests, name).toEqual(base!.series.requests);
      // The one request of an interval is as slow as there; where a variant lost it, there is none to compare.
      const alone = series.requests.flatMap((requests, i) => (requests === 1 ? [i] : []));
      const told = alone.filter((i) => series.p50Ms[i] !== null && base!.series.p50Ms[i] !== null);
      expect(
        told.map((i) => series.p50Ms[i]),
        name,
      ).toEqual(told.map((i) => base!.series.p50Ms[i]));
      expect(told.length, name).toBeGreaterThan(900);
    }
  });

  it('make the comparison of equals exactly zero', async () => {
    const { comparisons = [] } = await compared(['base', 'base']);
    expect(comparisons.length).toBeGreaterThan(5);
    for (const { difference, verdict } of comparisons) {
      expect(difference.mean).toBe(0);
      expect(verdict).toBe('~');
    }
  });

  it('leave no trace of the number of workers in a comparison', async () => {
    const here = resultText(await compared(['base', 'restart']));
    expect(here).toContain('"comparisons"');
    expect(resultText(await compared(['base', 'restart'], 2, 2))).toBe(here);
  });
});
