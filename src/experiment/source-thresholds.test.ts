/** Limits on the requests of one source of traffic, from a scenario's text to its verdicts. */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { runExperiment } from './run-experiment.ts';
import { parseThresholds, typedThreshold } from './thresholds.ts';

const TEXTS = { traffic: { users: { latency: ['p99 < 100ms'] } } };

describe('thresholds of one source', () => {
  it('judge its own requests, in the scenario that asks about two', async () => {
    const { scenario, simulation, seed } = loadScenario({
      inputs: ['scenarios/two-clients.json'],
      sets: ['events[0].at=20s', 'traffic[0].arrivals.poisson.rate=60/s'],
      overrides: { duration: '90s', warmup: '5s' },
    });
    const { variants, thresholds } = await runExperiment({
      variants: [{ name: 'baseline', set: {}, simulation }],
      scenario,
      seed,
      replications: 5,
      workers: 0,
      thresholds: scenario.thresholds,
      notes: [],
      replayCommand: () => '',
    });
    const [{ summary, replications }] = variants as [(typeof variants)[0]];
    const [browsers, importer] = summary.sources!;
    expect([browsers!.name, importer!.name]).toEqual(['browsers', 'importer']);
    expect(browsers!.requests.mean! + importer!.requests.mean!).toBeCloseTo(summary.requests.mean!, 6);
    expect(browsers!.failed.mean! + importer!.failed.mean!).toBeCloseTo(summary.failed.mean!, 6);
    for (const { ok, sources = [] } of replications) {
      expect(sources.reduce((sum, source) => sum + source.ok, 0)).toBe(ok);
    }
    // Who tries again loses little or nothing, and has waited for it.
    expect(importer!.errorRate.mean).toBeGreaterThan(5 * browsers!.errorRate.mean!);
    expect(thresholds.map(({ expression, observed }) => [expression, observed])).toEqual([
      ['traffic.browsers.errors rate < 0.1%', browsers!.errorRate],
      ['traffic.browsers.latency p99 < 250ms', browsers!.latencyMs.p99],
      ['traffic.importer.errors rate < 0.1%', importer!.errorRate],
    ]);
    expect(thresholds[2]!.verdict).toBe('fail');
    expect(JSON.stringify(replications)).not.toContain('atencies"');
  });

  it('name what there is where they name what is not there', () => {
    const sources = ['browsers', 'importer'];
    const complaint = (traffic: Record<string, Record<string, string[]>>) => () =>
      parseThresholds({ traffic }, { sources });
    expect(complaint({ importr: { latency: ['p99 < 1s'] } })).toThrow(
      /thresholds\.traffic\.importr\.latency\[0\]: there is no traffic "importr".*did you mean "importer"\?/s,
    );
    expect(complaint({ users: { latency: ['p99 < 1s'] } })).toThrow('sources: browsers, importer');
    expect(complaint({ importer: { rollout: ['duration < 1s'] } })).toThrow('errors, latency, requests');
    expect(complaint({ importer: { errors: ['stale-endpoint < 1'] } })).toThrow(
      'have no metric stale-endpoint',
    );
    expect(complaint({ importer: { latency: ['p98 < 1s'] } })).toThrow('latency has no metric p98');
    expect(() => parseThresholds(TEXTS, { sources })).toThrow('no traffic "users"');
  });

  it('are typed as they are spoken of', () => {
    expect(typedThreshold('traffic.users.latency.p99 < 100ms')).toEqual(TEXTS);
    expect(typedThreshold('traffic.users.latency p99 < 100ms')).toEqual(TEXTS);
    expect(typedThreshold('traffic.a.b.latency.p99.9 < 1s')).toEqual({
      traffic: { 'a.b': { latency: ['p99.9 < 1s'] } },
    });
    expect(typedThreshold('errors.count == 0')).toEqual({ errors: ['count == 0'] });
    expect(typedThreshold('latency p99.9 < 1s')).toEqual({ latency: ['p99.9 < 1s'] });
  });
});
