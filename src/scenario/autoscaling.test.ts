import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { describeScenario } from './describe.ts';
import { loadScenario } from './load.ts';
import { parseMilli } from './values/quantity.ts';

const STEP = readFileSync(new URL('../../scenarios/autoscaling-step.json', import.meta.url), 'utf8');

const load = (text: string) => loadScenario({ inputs: ['-'], stdin: text });

function mistakes(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

/** The scenario with other text in the spec of its HorizontalPodAutoscaler. */
function changed(from: string, to: string): string {
  expect(STEP).toContain(from);
  return STEP.replace(from, to);
}

describe('a HorizontalPodAutoscaler', () => {
  it('comes to the model with the flags’ defaults, and its pods with what they request', () => {
    const { simulation } = load(STEP);
    expect(simulation.autoscaling).toMatchObject({
      autoscalers: [
        {
          name: 'web',
          workload: 0,
          spec: {
            minReplicas: 4,
            maxReplicas: 20,
            behavior: null,
            metrics: [{ type: 'Resource', name: 'cpu', target: { type: 'Utilization', percent: 60 } }],
          },
        },
      ],
      settings: { syncPeriodMs: 15_000, downscaleStabilizationMs: 300_000, metricResolutionMs: 15_000 },
    });
    expect(simulation.workloads[0]!.pod.cpu).toMatchObject({
      requests: [{ milli: 1000 }],
      share: 1,
      idleMilli: 0,
    });
  });

  it('scales down by the controller’s window where behavior says none', () => {
    const windowOf = (behavior: string) => {
      const spec = `"behavior": ${behavior}, "minReplicas": 4,`;
      const flag = '"nodes": 3, "autoscaling": { "downscaleStabilization": "90s" } }';
      const text = changed('"minReplicas": 4,', spec).replace('"nodes": 3 }', flag);
      const { behavior: rules } = load(text).simulation.autoscaling!.autoscalers[0]!.spec;
      return rules!.scaleDown.stabilizationWindowSeconds;
    };
    expect(windowOf('{ "scaleUp": {} }')).toBe(90);
    expect(windowOf('{ "scaleDown": { "stabilizationWindowSeconds": 10 } }')).toBe(10);
  });

  it('is told by describe', () => {
    const told = (text: string) => describeScenario(load(text)).replaceAll(/\s+/g, ' ');
    expect(told(STEP)).toContain(
      'horizontalpodautoscaler/web: deployment/web, 4 to 20 pods; cpu at 60 % of what is requested',
    );
    expect(
      told(changed('"minReplicas": 4,', '"behavior": { "scaleDown": { "selectPolicy": "Disabled" } },')),
    ).toContain('up: stabilized over 0 s, then Max of 4 pods in 15 s, 100 % in 15 s down: never');
  });

  it('counts what sidecars ask for, and a limit where nothing is asked for', () => {
    const resources = '"resources": { "requests": { "cpu": "1" } },';
    const requestsIn = (text: string) => load(text).simulation.workloads[0]!.pod.cpu!.requests;
    const sidecar = `${resources} "name": "web" }], "initContainers": [
      { "name": "migrate", "resources": { "requests": { "cpu": "3" } } },
      { "name": "proxy", "restartPolicy": "Always", "resources": { "requests": { "cpu": "250m" } },`;
    const cut = STEP.replace(/"ports": \[\{ "containerPort": 8080 \}\],\s*/, '');
    expect(cut).toContain(resources);
    const probe = /"readinessProbe": \{[^}]*\}[^}]*\}/;
    expect(requestsIn(cut.replace(probe, '"tty": false').replace(resources, sidecar))).toEqual([
      { name: 'web', milli: 1000 },
      { name: 'proxy', milli: 250 },
    ]);
    const limited = changed(resources, '"resources": { "limits": { "cpu": "2" } },');
    expect(requestsIn(limited)).toMatchObject([{ milli: 2000 }]);
  });

  it('has Kubernetes’ rules where behavior says only some', () => {
    const { simulation } = load(
      changed('"minReplicas": 4,', '"behavior": { "scaleDown": { "selectPolicy": "Min" } },'),
    );
    const { spec } = simulation.autoscaling!.autoscalers[0]!;
    expect(spec.minReplicas).toBe(1);
    expect(spec.behavior).toEqual({
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Pods', value: 4, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
        tolerance: null,
      },
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: 'Min',
        policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
        tolerance: null,
      },
    });
  });

  it('may be of v1, and keeps its meaning when it is loaded again', () => {
    const v1 = changed('"autoscaling/v2"', '"autoscaling/v1"').replace(
      /"metrics": \[[^]*?\]/,
      '"targetCPUUtilizationPercentage": 70',
    );
    const { simulation, scenario } = load(v1);
    const target = { type: 'Utilization', percent: 70 };
    expect(simulation.autoscaling!.autoscalers[0]!.spec.metrics).toEqual([
      { type: 'Resource', name: 'cpu', target },
    ]);
    expect(load(JSON.stringify(scenario)).simulation).toEqual(simulation);
  });

  it('without a modelled target is ignored, with the reason', () => {
    const { simulation, coverage } = load(
      changed('"kind": "Deployment", "name": "web" }', '"kind": "Deployment", "name": "api" }'),
    );
    expect(simulation.autoscaling).toBe(undefined);
    const [ignored] = coverage.find(({ kind }) => kind === 'HorizontalPodAutoscaler')!.ignored;
    expect(ignored).toMatchObject({ path: '', affectsRequests: true });
    expect(ignored!.why).toContain('deployment/api is not');
  });

  it('may ask for memory, which is left out, with the reason', () => {
    const memory = changed('"name": "cpu", "target"', '"name": "memory", "target"');
    const { simulation, coverage } = load(memory);
    expect(simulation.autoscaling!.autoscalers[0]!.spec.metrics).toEqual([]);
    const { ignored } = coverage.find(({ kind }) => kind === 'HorizontalPodAutoscaler')!;
    expect(ignored.map(({ path }) => path)).toEqual(['spec.metrics[0]']);
  });

  it.each([
    [
      '"maxReplicas": 20',
      '"maxReplicas": 3',
      'spec.maxReplicas',
      'expected at least minReplicas, which is 4',
    ],
    [
      '"averageUtilization": 60',
      '"averageValue": 1',
      'target.averageUtilization',
      'required beside type Utilization',
    ],
    ['"type": "Utilization"', '"type": "Value"', 'target.type', 'expected one of Utilization, AverageValue'],
    [
      '"type": "Resource"',
      '"type": "Pods"',
      'spec.metrics[0].pods',
      'required: it says what the type Pods means',
    ],
    [
      '"minReplicas": 4',
      '"minReplicas": 0',
      'spec.minReplicas',
      'only an Object or External metric can bring pods back',
    ],
    [
      '"type": "Utilization", "averageUtilization": 60',
      '"type": "AverageValue", "averageValue": "0"',
      'target.averageValue',
      'above 0',
    ],
    ['"cpu": "1"', '"cpu": "one"', 'requests.cpu', 'expected a quantity such as'],
  ])('%s → %s is one mistake', (from, to, path, part) => {
    const found = mistakes(changed(from, to));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
    expect(found[0]).toContain(part);
  });
});

describe('parseMilli', () => {
  it('reads the quantities of Kubernetes', () => {
    const texts = ['250m', '2', 1.5, '0.1', '1.5k', '1Ki', '2e3', '100u', '.5'];
    expect(texts.map(parseMilli)).toEqual([250, 2000, 1500, 100, 1_500_000, 1_024_000, 2_000_000, 1, 500]);
    expect(['', 'm', '1 m', '-1', '1mi', 'ten'].map(parseMilli)).toEqual(Array(6).fill(null));
  });
});
