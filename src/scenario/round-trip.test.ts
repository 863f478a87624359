import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './load.ts';

const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');

const duration = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }).map((ms) => `${ms}ms`),
  fc.integer({ min: 1, max: 90 }).map((s) => `${s}s`),
  fc.integer({ min: 1, max: 999 }).map((us) => `0.${String(us).padStart(3, '0')}us`),
);
const cv = fc.integer({ min: 1, max: 30 }).map((tenths) => tenths / 10);
const distribution = fc.oneof(
  duration,
  fc.record({ exponential: fc.record({ mean: duration }) }),
  fc.record({ lognormal: fc.record({ mean: duration, cv }) }),
  fc.record({ gamma: fc.record({ mean: duration, cv }) }),
  fc.constant({ lognormal: { median: '20ms', p99: '1s' } }),
  fc.constant({ uniform: { min: '0s', max: '1m30s' } }),
  fc.record({ pareto: fc.record({ scale: duration, shape: fc.constantFrom(1.5, 2, 3) }) }),
  fc.record({ hyperexponential: fc.record({ mean: duration, cv: fc.constantFrom(1, 1.5, 4) }) }),
  fc.record({ empirical: fc.record({ values: fc.array(duration, { minLength: 1, maxLength: 4 }) }) }),
);
const json = (arbitrary: fc.Arbitrary<unknown>, path: string) =>
  arbitrary.map((value) => `${path}=${JSON.stringify(value)}`);

const settings = fc.tuple(
  json(fc.integer({ min: 1, max: 50 }), 'cluster.nodes'),
  json(distribution, 'cluster.kubeProxy.syncDuration'),
  json(distribution, 'cluster.controlPlane.watch'),
  json(duration, 'cluster.network.external'),
  json(distribution, 'applications.web.startup'),
  json(distribution, 'applications.web.serviceTime'),
  json(
    fc.oneof(fc.constant('12.5%'), fc.double({ min: 0, max: 1, noNaN: true })),
    'applications.web.failureRatio',
  ),
  json(fc.constantFrom('exit', 'drain', 'ignore'), 'applications.web.onTerm'),
  json(fc.oneof(duration, fc.constant(null)), 'traffic[0].timeout'),
  json(
    fc.oneof(
      fc.constant({ perRequest: true }),
      fc.record({ keepAlive: fc.record({ pool: fc.integer({ min: 1, max: 9 }) }) }),
    ),
    'traffic[0].connections',
  ),
  json(fc.constantFrom('external', 'cluster', 'web'), 'traffic[0].from'),
  json(fc.string(), 'seed'),
  json(fc.integer({ min: 0, max: 20 }), 'deployment/web.replicas'),
  json(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant('30%')), 'deployment/web.maxSurge'),
  json(fc.integer({ min: 0, max: 5 }), 'deployment/web.readinessProbe.failureThreshold'),
  json(fc.integer({ min: 0, max: 30 }), 'deployment/web.preStop.sleep.seconds'),
);

describe('a complete scenario', () => {
  it('loads again to the same simulation', () => {
    fc.assert(
      fc.property(settings, (sets) => {
        const first = loadScenario({ inputs: ['-'], stdin: WEB, sets });
        const text = JSON.stringify(first.scenario);
        const second = loadScenario({ inputs: ['-'], stdin: text });
        expect(second.simulation).toEqual(first.simulation);
        expect(second.seed).toBe(first.seed);
        expect(JSON.stringify(second.scenario)).toBe(text);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('is the same whether it was written in JSON or YAML', () => {
    const { scenario, simulation } = loadScenario({ inputs: ['-'], stdin: WEB });
    const yaml = `# JSON is YAML\n${JSON.stringify(scenario, null, 2)}`;
    expect(loadScenario({ inputs: ['-'], stdin: yaml }).simulation).toEqual(simulation);
  });

  it('never fails other than by a ScenarioError', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.nat(2000), fc.nat(60), (noise, at, length) => {
        const text = WEB.slice(0, at) + noise + WEB.slice(at + length);
        try {
          loadScenario({ inputs: ['-'], stdin: text });
        } catch (error) {
          expect(error).toHaveProperty('name', 'ScenarioError');
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
