import { describe, expect, it } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { describeClusterAt } from './cluster-at.ts';

describe('describeClusterAt', () => {
  const { simulation, seed } = loadScenario({ inputs: ['scenarios/rollout-strategies.json'] });
  const at = (seconds: number) => describeClusterAt(simulation, seed, seconds * 1000);
  const endpoints = (text: string, conditions: RegExp) =>
    text.split('\n').filter((line) => conditions.test(line)).length;

  it('shows all endpoints ready before a rollout, and who is ready, serving and terminating in the middle', () => {
    expect(endpoints(at(50), /true +true +false/)).toBe(10);
    const text = at(61.5);
    expect(text).toContain('Selector:  app=web');
    expect(endpoints(text, /true +true +false/)).toBe(8);
    expect(endpoints(text, /false +true +true/)).toBe(2);
    expect(endpoints(text, / Terminating +1\/1/)).toBe(2);
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('shows what the autoscalers measured and decided last', () => {
    const step = loadScenario({ inputs: ['scenarios/autoscaling-step.json'] });
    const then = (seconds: number) => describeClusterAt(step.simulation, step.seed, seconds * 1000);
    // Between two and three minutes 240/s meet four pods that serve 200/s: 100 % of what they request, and 60 % wanted.
    const text = then(200);
    expect(text).toMatch(
      /NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS\n +web +deployment\/web +\d+%\/60% +4 +20 +\d+\n/,
    );
    expect(text).toMatch(/web +ScalingActive +True +ValidMetricFound/);
    expect(then(0)).toMatch(/ web +deployment\/web +<unknown>\/60% +4 +20 +4\n/);
  });

  it('shows a Service without endpoints', () => {
    const nothing = loadScenario({ inputs: ['scenarios/deploy-app.json'] });
    expect(describeClusterAt(nothing.simulation, nothing.seed, 20_000)).toContain('Endpoints:\n  <none>');
  });
});
