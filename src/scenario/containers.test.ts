/** Pods of several containers: from manifest and scenario to options, and the mistakes one can make. */
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';

/** A scenario with one Deployment behind one Service. */
function scenario(spec: object, application: object = {}, events: readonly object[] = []): string {
  const template = { metadata: { labels: { app: 'web' } }, spec };
  const selector = { matchLabels: { app: 'web' } };
  return JSON.stringify({
    version: 1,
    resources: [
      { kind: 'Deployment', metadata: { name: 'web' }, spec: { selector, template } },
      {
        kind: 'Service',
        metadata: { name: 'web' },
        spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ],
    applications: { web: application },
    traffic: [{ name: 'users', to: 'web', arrivals: { constant: { rate: '1/s' } } }],
    events,
  });
}

const load = (text: string) => loadScenario({ inputs: ['-'], stdin: text });
const podOf = (text: string) => load(text).simulation.workloads[0]!.pod;

function mistakes(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

const WEB = { name: 'web', ports: [{ containerPort: 8080 }] };
const PROXY = { name: 'proxy', restartPolicy: 'Always', readinessProbe: { tcpSocket: { port: 1 } } };

describe('containers of a template', () => {
  it('come in the order of the spec, with what `applications` says of each', () => {
    const pod = podOf(
      scenario(
        {
          initContainers: [{ name: 'migrate' }, PROXY],
          containers: [{ name: 'agent', lifecycle: { postStart: { sleep: { seconds: 2 } } } }, WEB, {}],
          readinessGates: [{ conditionType: 'example.com/ready' }],
        },
        {
          readinessGates: '7s',
          containers: {
            migrate: { runTime: '9s' },
            proxy: { startup: '3s' },
            'container-3': { termination: '4s' },
          },
        },
      ),
    );
    expect(pod.container).toBe('web');
    expect(pod.readinessGates).toEqual({ type: 'constant', value: 7000 });
    expect(pod.initContainers).toMatchObject([
      { type: 'init', name: 'migrate', runTime: { value: 9000 } },
      { type: 'sidecar', name: 'proxy', startup: { value: 3000 }, readinessProbe: { handler: 'tcpSocket' } },
    ]);
    expect(pod.companions).toMatchObject([
      { name: 'agent', postStartMs: 2000 },
      { name: 'container-3', termination: { value: 4000 } },
    ]);
    expect(pod.companionsBefore).toBe(1);
  });

  it('ask for resources together: the containers and sidecars, or an init container beside the sidecars before it', () => {
    const asks = (cpu: string) => ({ resources: { requests: { cpu } } });
    const spec = (init: string) => ({
      initContainers: [
        { ...PROXY, ...asks('200m') },
        { name: 'migrate', ...asks(init) },
      ],
      containers: [
        { ...WEB, ...asks('500m') },
        { name: 'agent', ...asks('100m') },
      ],
    });
    expect(podOf(scenario(spec('300m'))).requests!.cpu).toBeCloseTo(0.8, 9);
    expect(podOf(scenario(spec('2'))).requests!.cpu).toBeCloseTo(2.2, 9);
  });

  it('count in scores as if each asked for 100m and 200Mi, where it says nothing', () => {
    const memory = 2 * 200 * 2 ** 20;
    const scored = (resources: object) =>
      podOf(scenario({ containers: [{ ...WEB, resources }, { name: 'agent' }] })).scoredRequests;
    expect(podOf(scenario({ containers: [WEB] })).scoredRequests).toEqual({ cpu: 0.1, memory: memory / 2 });
    expect(scored({})).toEqual({ cpu: 0.2, memory });
    expect(scored({ requests: { cpu: '500m' } })).toEqual({ cpu: 0.6, memory });
    expect(scored({ requests: { cpu: '0' } })).toEqual({ cpu: 0.1, memory });
    const one = { containers: [{ ...WEB, resources: { requests: { cpu: 0, memory: '1Gi' } } }] };
    expect(podOf(scenario(one)).scoredRequests).toEqual({ cpu: 0, memory: 2 ** 30 });
  });

  it('say nothing of others where there is one', () => {
    const pod = podOf(scenario({ containers: [WEB] }, { containers: {} }));
    expect(Object.keys(pod).toSorted()).toEqual([
      'application',
      'livenessProbe',
      'ports',
      'preStopMs',
      'readinessProbe',
      'scoredRequests',
      'startupProbe',
      'terminationGracePeriodSeconds',
    ]);
  });

  it('are all modelled: nothing of them stands among what is ignored', () => {
    const { coverage } = load(scenario({ initContainers: [PROXY], containers: [WEB, { name: 'agent' }] }));
    expect(coverage.flatMap(({ ignored }) => ignored)).toEqual([]);
  });

  it('whose hooks have a length that nobody says are pointed out, each where it can be said', () => {
    const hooks = { preStop: { exec: { command: ['/drain'] } }, postStart: { httpGet: { port: 80 } } };
    const { warnings } = load(
      scenario({
        containers: [
          { ...WEB, lifecycle: hooks },
          { name: 'agent', lifecycle: hooks },
        ],
      }),
    );
    expect(warnings.map(({ hint }) => hint)).toEqual([
      'say it in applications.web.preStop',
      'say it in applications.web.postStart',
      'say it in applications.web.containers.agent.preStop',
      'say it in applications.web.containers.agent.postStart',
    ]);
  });
});

describe('images', () => {
  it.each([
    ['web:1.2', 'IfNotPresent'],
    ['web', 'Always'],
    ['web:latest', 'Always'],
    ['localhost:5000/web', 'Always'],
    ['localhost:5000/web:2', 'IfNotPresent'],
    ['web@sha256:0123', 'IfNotPresent'],
    ['web:latest@sha256:0123', 'IfNotPresent'],
  ])('%s: policy %s unless the manifest says another', (image, policy) => {
    const container = { ...WEB, image };
    const pod = podOf(scenario({ containers: [container, { name: 'agent', image }] }));
    expect(pod.image).toBe(image);
    expect(pod.imagePullPolicy ?? 'IfNotPresent').toBe(policy);
    expect(pod.companions![0]!.image).toEqual({ name: image, policy });
    const never = podOf(scenario({ containers: [{ ...container, imagePullPolicy: 'Never' }] }));
    expect(never.imagePullPolicy).toBe('Never');
  });
});

describe('mistakes about containers', () => {
  const init = (fields: object) =>
    scenario({ initContainers: [{ name: 'a', ...fields }], containers: [WEB] });

  it.each([
    [
      'a probe of an init container',
      init({ livenessProbe: { tcpSocket: { port: 1 } } }),
      /initContainers\[0\]\.livenessProbe: .*restartPolicy/,
    ],
    [
      'a hook of an init container',
      init({ lifecycle: {} }),
      /initContainers\[0\]\.lifecycle: .*restartPolicy/,
    ],
    [
      'another restart policy of it',
      init({ restartPolicy: 'OnFailure' }),
      /restartPolicy: expected "Always"/,
    ],
    [
      'a Deployment whose pods are to end',
      scenario({ containers: [WEB], restartPolicy: 'OnFailure' }),
      /spec\.template\.spec\.restartPolicy.*expected "Always", the only one in the template of a Deployment/,
    ],
    [
      'a policy that is none',
      scenario({ containers: [WEB], restartPolicy: 'onFailure' }),
      /restartPolicy.*expected one of "Always", "OnFailure", "Never"/,
    ],
    [
      'an image without a name that is never pulled',
      scenario({ containers: [{ ...WEB, imagePullPolicy: 'Never' }] }),
      /containers\[0\]\.image: required: expected a name beside/,
    ],
    [
      'two of one name',
      scenario({ initContainers: [{ name: 'web' }], containers: [WEB] }),
      /containers\[0\]\.name: .*own/,
    ],
    [
      'words about an unknown container',
      scenario({ containers: [WEB] }, { containers: { agnet: {} } }),
      /applications\.web\.containers\.agnet: expected the name of a container/,
    ],
    [
      'a crash of an unknown container',
      scenario({ containers: [WEB] }, {}, [
        { at: '1s', do: 'crashPod', target: 'deployment/web', container: 'wbe' },
      ]),
      /events\[0\]\.container: .*did you mean "web"/,
    ],
    [
      'a sleep after the start longer than the grace',
      scenario({ containers: [{ ...WEB, lifecycle: { postStart: { sleep: { seconds: 31 } } } }] }),
      /postStart\.sleep\.seconds: expected at most/,
    ],
    [
      'a probe of a port of another container',
      scenario({
        containers: [
          { ...WEB, readinessProbe: { tcpSocket: { port: 'admin' } } },
          { name: 'other', ports: [{ containerPort: 9, name: 'admin' }] },
        ],
      }),
      /containers\[0\]\.readinessProbe\.tcpSocket\.port: .*name of a port that this container declares/,
    ],
    [
      'a probe of a sidecar',
      init({ restartPolicy: 'Always', startupProbe: {} }),
      /startupProbe: expected exactly one of/,
    ],
  ])('%s', (_what, text, message) => {
    expect(mistakes(text).join('\n')).toMatch(message);
  });
});
