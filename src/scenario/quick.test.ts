import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';
import type { LoadRequest } from './load.ts';

const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: log
          image: log
          readinessProbe: {exec: {command: [x]}, periodSeconds: 99}
        - name: web
          image: web
          env: [{name: PASSWORD, value: secret}]
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {port: http, path: /}, periodSeconds: 0, timeoutSeconds: 0}
          livenessProbe: {httpGet: {port: http}}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
  - {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {selector: {app: db}, ports: [{port: 1}]}}
  - {apiVersion: v1, kind: Service, metadata: {name: pods}, spec: {clusterIP: None, selector: {app: web}, ports: [{port: 1}]}}
  - {apiVersion: autoscaling.k8s.io/v1, kind: VerticalPodAutoscaler, metadata: {name: web}, spec: {}}
  - {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: fn}, spec: {anything: true}}
`;

function load(request: Partial<LoadRequest>, text = MANIFESTS) {
  return loadScenario({ inputs: ['-'], stdin: text, ...request });
}

function mistakes(request: Partial<LoadRequest>, text = MANIFESTS): string[] {
  try {
    load(request, text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

describe('manifests alone', () => {
  it('become a rolling restart at a third of the time', () => {
    const { simulation, seed, scenario } = load({
      quick: { rate: '200/s', serviceTime: '10ms' },
      overrides: { duration: '100s' },
    });
    expect(simulation.traffic).toMatchObject([
      { name: 'web', service: 0, arrivals: { type: 'poisson', ratePerSecond: 200 } },
    ]);
    expect(simulation.events).toEqual([{ type: 'rolloutRestart', atMs: 33_000, workload: 0 }]);
    expect(simulation.workloads[0]!.pod.application.serviceTime).toEqual({ type: 'exponential', mean: 10 });
    expect(simulation.services.map(({ name }) => name)).toEqual(['web']);
    expect({ seed, title: scenario.title }).toEqual({ seed: '0', title: 'standard input' });
  });

  it('model the container behind the Service, with the defaults of Kubernetes for zeros', () => {
    const { simulation } = load({ quick: { rate: '1/s' } });
    expect(simulation.workloads[0]!.pod.readinessProbe).toEqual({
      handler: 'httpGet',
      initialDelaySeconds: 0,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('need no rate where nothing is simulated', () => {
    const { warnings, simulation } = load({ quick: { checkOnly: true } });
    expect(simulation.traffic[0]!.arrivals).toEqual({ type: 'poisson', ratePerSecond: 1 });
    expect(warnings.map(({ path }) => path)).toContain('--rate');
    expect(load({ quick: { rate: '9/s', checkOnly: true } }).warnings.map(({ path }) => path)).not.toContain(
      '--rate',
    );
  });

  it('need a rate', () => {
    expect(mistakes({})).toEqual([
      '--rate: required: manifests do not say how many requests there are; add for example --rate 200/s --service-time 20ms',
    ]);
    expect(mistakes({ quick: { rate: '200' } })).toEqual([
      '--rate: expected a rate above 0 such as "200/s", "30/m" or "100/h" (got "200"); add a unit, such as "200/s"',
    ]);
    expect(mistakes({ quick: { rate: '1/s', serviceTime: '20' } })[0]).toMatch(
      /^--service-time: expected a duration/,
    );
  });

  it('let one Service be chosen', () => {
    expect(load({ quick: { rate: '1/s', to: 'web' } }).simulation.traffic).toHaveLength(1);
    expect(mistakes({ quick: { rate: '1/s', to: 'wbe' } })[0]).toContain('did you mean "web"?');
    expect(mistakes({ quick: { rate: '1/s', to: 'pods' } })).toHaveLength(1);
  });

  it('take --set as a scenario does', () => {
    const { simulation } = load({
      quick: { rate: '1/s' },
      sets: ['cluster.nodes=5', 'deployment/web.replicas=7', 'traffic.web.timeout=9s'],
    });
    expect(simulation.cluster.nodes).toHaveLength(5);
    expect(simulation.workloads[0]).toMatchObject({ replicas: 7 });
    expect(simulation.traffic[0]!.timeoutMs).toBe(9000);
  });

  it('without a Service are not enough', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';
    expect(mistakes({ quick: { rate: '1/s' } }, text)).toEqual([
      'expected a Service that selects the pods of a workload; add the manifests of the Service and its workload',
    ]);
  });
});

describe('what is made of each object', () => {
  const { coverage, scenario, warnings } = load({ quick: { rate: '1/s' } });
  const of = (object: string) => coverage.find((each) => each.object === object)!;

  it('lists every object', () => {
    expect(coverage.map(({ object }) => object)).toEqual([
      'deployment/web',
      'service/web',
      'service/db',
      'service/pods',
      'verticalpodautoscaler/web',
      'service/fn',
    ]);
    expect(warnings.map(formatIssue)).toEqual([
      expect.stringMatching(
        /readinessProbe.periodSeconds: Kubernetes takes 0 as "not given": 10 is used \(got 0\)$/,
      ),
      expect.stringMatching(/readinessProbe.timeoutSeconds: .*: 1 is used \(got 0\)$/),
    ]);
  });

  it('folds lists and separates what could matter', () => {
    const { modelled, defaulted, ignored } = of('deployment/web');
    expect(modelled).toContain('spec.template.spec.containers[].readinessProbe.periodSeconds');
    expect(defaulted).toContainEqual({ path: 'spec.strategy.rollingUpdate.maxSurge', value: '25%' });
    expect(ignored.filter(({ affectsRequests }) => affectsRequests)).toEqual([]);
    const harmless = ignored.filter(({ affectsRequests }) => !affectsRequests).map(({ path }) => path);
    expect(harmless.filter((path) => path.endsWith('.env'))).toEqual(['spec.template.spec.containers[].env']);
  });

  it('says why whole objects are ignored', () => {
    expect(of('verticalpodautoscaler/web').ignored).toEqual([
      { path: '', why: 'autoscaling is not modelled in this version', affectsRequests: true },
    ]);
    expect(of('service/fn').ignored[0]!.why).toContain('not modelled');
    expect(of('service/db').ignored).toEqual([
      { path: '', why: 'no modelled workload matches the selector', affectsRequests: true },
    ]);
    expect(of('service/pods').ignored[0]!.why).toContain('headless');
  });

  it('keeps ignored fields, such as passwords, out of the scenario', () => {
    expect(JSON.stringify(scenario)).not.toContain('secret');
  });
});

describe('manifests of another Kubernetes version', () => {
  it('may have unknown fields, which are pointed out', () => {
    const text = MANIFESTS.replace('replicas: 3', 'replcas: 3\n  brandNew: {x: 1}').replace(
      ', periodSeconds: 0, timeoutSeconds: 0',
      '',
    );
    const { warnings, simulation } = load({ quick: { rate: '1/s' } }, text);
    expect(warnings.map(formatIssue)).toEqual([
      '-:6:3: deployment/web.spec.replcas: unknown field, ignored (got "replcas"); did you mean "replicas"?',
      '-:7:3: deployment/web.spec.brandNew: unknown field, ignored (got "brandNew")',
    ]);
    expect(simulation.workloads[0]).toMatchObject({ replicas: 1 });
  });

  it('must be of a supported group', () => {
    const text = MANIFESTS.replace('apps/v1', 'extensions/v1beta1');
    expect(mistakes({ quick: { rate: '1/s' } }, text)).toEqual([
      '-:2:13: deployment/web.apiVersion: expected "apps/v1" (got "extensions/v1beta1")',
    ]);
  });

  it('treat null as absent', () => {
    const text = MANIFESTS.replace('replicas: 3', 'replicas: null\n  strategy:');
    expect(load({ quick: { rate: '1/s' } }, text).simulation.workloads[0]).toMatchObject({ replicas: 1 });
  });
});

describe('namespaces', () => {
  const inNamespace = (service: string): string =>
    MANIFESTS.replace(
      'metadata: {name: web}\nspec:',
      'metadata: {name: web, namespace: shop}\nspec:',
    ).replace(
      'kind: Service, metadata: {name: web}',
      `kind: Service, metadata: {name: web, namespace: ${service}}`,
    );

  it('keep Services and pods apart', () => {
    const { simulation } = load({ quick: { rate: '1/s' } }, inNamespace('shop'));
    expect(simulation.services[0]!.selector).toEqual({
      app: 'web',
      'kubernetes.io/metadata.namespace': 'shop',
    });
    expect(simulation.workloads[0]!.labels).toMatchObject(simulation.services[0]!.selector);
    expect(mistakes({ quick: { rate: '1/s' } }, inNamespace('other'))).toHaveLength(1);
  });

  it('do not allow the same name twice', () => {
    const twice = MANIFESTS.replace('{name: db}', '{name: web, namespace: shop}');
    expect(mistakes({ quick: { rate: '1/s' } }, twice)[0]).toContain(
      'expected each Service to have a name of its own',
    );
  });
});

describe('target ports', () => {
  it('that no container declares are pointed out', () => {
    const named = load(
      { quick: { rate: '1/s' } },
      MANIFESTS.replace('targetPort: http', 'targetPort: htp'),
    ).warnings;
    expect(named.filter(({ path }) => path.startsWith('service')).map(formatIssue)).toEqual([
      expect.stringMatching(
        /service\/web\.spec\.ports\[0\]\.targetPort: no container of deployment\/web declares this port: .*did you mean "http"\?$/,
      ),
    ]);
    const numbered = load({ quick: { rate: '1/s' } }, MANIFESTS.replace(', targetPort: http', '')).warnings;
    expect(numbered.map(({ path }) => path).filter((path) => path.startsWith('service'))).toEqual([
      'service/web.spec.ports[0].port',
    ]);
  });
});
