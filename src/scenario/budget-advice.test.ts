import { describe, expect, it } from 'vitest';
import { describeScenario } from './describe.ts';
import { loadScenario } from './load.ts';

function withBudget(spec: object) {
  const labels = { app: 'web' };
  const scenario = {
    version: 1,
    resources: [
      {
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          replicas: 3,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{}] } },
        },
      },
      { kind: 'Service', metadata: { name: 'web' }, spec: { selector: labels, ports: [{ port: 80 }] } },
      { kind: 'PodDisruptionBudget', metadata: { name: 'b' }, spec },
    ],
    traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '1/s' } } }],
  };
  return loadScenario({ inputs: ['-'], stdin: JSON.stringify(scenario) });
}

const selector = { matchLabels: { app: 'web' } };

describe('a budget', () => {
  it.each([
    [{ minAvailable: 3, selector }, 'spec.minAvailable'],
    [{ minAvailable: '70%', selector }, 'spec.minAvailable'],
    [{ maxUnavailable: 0, selector }, 'spec.maxUnavailable'],
    [{ maxUnavailable: '0%', selector }, 'spec.maxUnavailable'],
  ])('that allows no eviction at all is pointed out: %j', (spec, path) => {
    const [warning] = withBudget(spec).warnings;
    expect(warning!.path).toContain(path);
    expect(warning!.expected).toContain('all 3 pods are healthy: a drain waits for ever');
  });

  it.each([
    { minAvailable: 2, selector },
    { minAvailable: '50%', selector },
    { maxUnavailable: '1%', selector },
  ])('that allows one is not: %j', (spec) => {
    expect(withBudget(spec).warnings).toEqual([]);
  });

  it('of labels that nobody has is pointed out', () => {
    const [warning] = withBudget({ minAvailable: 1, selector: { matchLabels: { app: 'wbe' } } }).warnings;
    expect(warning!.expected).toContain('protects nobody');
  });

  it('stands in the description', () => {
    const described = describeScenario(withBudget({ maxUnavailable: 1, selector }));
    expect(described).toContain('poddisruptionbudget/b: pods with app=web; maxUnavailable 1');
  });

  it.each([
    [{ minAvailable: 1, maxUnavailable: 1, selector }, 'either minAvailable or maxUnavailable'],
    [{ minAvailable: 1 }, 'at least one label'],
    [{ minAvailable: '200%', selector }, 'a percentage'],
  ])('that Kubernetes refuses is a mistake: %j', (spec, expected) => {
    expect(() => withBudget(spec)).toThrow(expected);
  });
});
