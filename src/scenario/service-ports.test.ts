import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario, type LoadedScenario } from './load.ts';

const CONTAINER = {
  name: 'app',
  ports: [
    { name: 'http', containerPort: 8080 },
    { name: 'grpc', containerPort: 9000 },
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
  ],
};
const PORTS = [
  { name: 'web', port: 80, targetPort: 'http' },
  { name: 'api', port: 90, targetPort: 9000 },
  { name: 'names', port: 53, protocol: 'UDP' },
];

interface Changes {
  readonly traffic?: readonly object[];
  readonly ports?: readonly object[];
  readonly containers?: readonly object[];
  readonly spec?: object;
}

function scenario({ traffic = [{}], ports = PORTS, containers = [CONTAINER], spec = {} }: Changes): string {
  return JSON.stringify({
    version: 1,
    resources: [
      {
        kind: 'Deployment',
        metadata: { name: 'shop' },
        spec: {
          selector: { matchLabels: { app: 'shop' } },
          template: { metadata: { labels: { app: 'shop' } }, spec: { containers } },
        },
      },
      { kind: 'Service', metadata: { name: 'shop' }, spec: { selector: { app: 'shop' }, ports, ...spec } },
    ],
    traffic: traffic.map((each, i) => ({
      name: `users-${i}`,
      to: 'shop',
      arrivals: { poisson: { rate: '10/s' } },
      ...each,
    })),
  });
}

function load(changes: Changes): LoadedScenario {
  return loadScenario({ inputs: ['-'], stdin: scenario(changes) });
}

function warnings(changes: Changes): string[] {
  return load(changes).warnings.map(formatIssue);
}

function mistakes(changes: Changes): string[] {
  try {
    load(changes);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

describe('the port of traffic', () => {
  it('is the first where nobody says, and the Service then has its own name', () => {
    const { services, traffic } = load({}).simulation;
    expect(services).toMatchObject([{ name: 'shop', targetPort: 'http' }]);
    expect(traffic[0]!.service).toBe(0);
  });

  it('is found by name and by number; each that is used is a service of the model', () => {
    const { services, traffic } = load({ traffic: [{ port: 'api' }, { port: 80 }, { port: 90 }] }).simulation;
    expect(services).toEqual([
      { name: 'shop:web', selector: { app: 'shop' }, targetPort: 'http' },
      { name: 'shop:api', selector: { app: 'shop' }, targetPort: 9000, portOf: 0 },
    ]);
    expect(traffic.map(({ service }) => service)).toEqual([1, 0, 1]);
    expect(load({ traffic: [{ port: 'api' }] }).simulation.services).toMatchObject([
      { name: 'shop', targetPort: 9000 },
    ]);
  });

  it('is the first that takes TCP', () => {
    const { services } = load({ ports: PORTS.toReversed() }).simulation;
    expect(services).toMatchObject([{ targetPort: 9000 }]);
  });

  it('must be one of the Service, and take requests', () => {
    const mistake = (port: unknown) => mistakes({ traffic: [{ port }] })[0];
    expect(mistake('wbe')).toContain('expected the name or number of a port of service/shop');
    expect(mistake('wbe')).toContain('did you mean "web"?');
    expect(mistake(9000)).toContain('its port 90 leads to 9000');
    expect(mistake('names')).toContain('expected a TCP port: this one of service/shop is not');
    expect(mistake(0)).toContain('expected a number of at least 1');
    expect(mistakes({ ports: [PORTS[2]!] })[0]).toContain('expected a TCP port');
    expect(
      mistakes({ traffic: [{ port: 80, from: 'cluster' }], ports: [], spec: { clusterIP: 'None' } }),
    ).toEqual([expect.stringContaining('expected nothing, as service/shop has no ports')]);
  });

  it('decides which container is behind the Service', () => {
    const probed = (name: string, port: string, periodSeconds: number) => ({
      name,
      ports: [{ name: port, containerPort: periodSeconds }],
      readinessProbe: { tcpSocket: { port }, periodSeconds },
    });
    const containers = [probed('a', 'http', 11), probed('b', 'grpc', 22)];
    const ports = [PORTS[0]!, { name: 'api', port: 90, targetPort: 'grpc' }];
    const periodOf = (port: string) =>
      load({ containers, ports, traffic: [{ port }] }).simulation.workloads[0]!.pod.readinessProbe!
        .periodSeconds;
    expect([periodOf('web'), periodOf('api')]).toEqual([11, 22]);
    expect(warnings({ containers, ports, traffic: [{ port: 'web' }, { port: 'api' }] })[0]).toContain(
      'b of deployment/shop listens on this port, but is not simulated: the program of a answers for it',
    );
  });

  it('is told apart from those without requests in what is said of the objects', () => {
    const { coverage } = load({ traffic: [{ port: 'api' }] });
    const service = coverage.find(({ object }) => object === 'service/shop')!;
    expect(service.ignored.map(({ path }) => path)).toEqual(['spec.ports[0]', 'spec.ports[2]']);
  });
});

describe('a targetPort that no container declares', () => {
  const ports = [{ port: 80, targetPort: 8081 }];

  it('is pointed out with what follows', () => {
    expect(warnings({ ports })[0]).toContain('connections to it are refused');
    expect(warnings({ ports, containers: [CONTAINER, { name: 'agent' }] })[0]).toContain(
      'agent, which declares none, is taken to listen there',
    );
    expect(warnings({ ports: [{ port: 80, targetPort: 'htp' }] })[0]).toContain(
      'these pods are no endpoints of it',
    );
  });

  it('is open where no container declares any, and to clients of a headless Service', () => {
    expect(warnings({ ports, containers: [{ name: 'app' }] })).toEqual([]);
    const headless = { ports, spec: { clusterIP: 'None' }, traffic: [{ from: 'cluster' }] };
    expect(warnings(headless)).toEqual([]);
    expect(load(headless).simulation.services[0]!.targetPort).toBeUndefined();
  });

  it('is that of UDP only by its number', () => {
    const { pod } = load({}).simulation.workloads[0]!;
    expect(pod.ports!.declared.map(({ number }) => number)).toEqual([8080, 9000]);
  });

  it('may be that of a sidecar', () => {
    const sidecar = {
      name: 'proxy',
      restartPolicy: 'Always',
      ports: [{ name: 'in', containerPort: 15_000 }],
    };
    const text = scenario({ ports: [{ port: 80, targetPort: 'in' }] }).replace(
      '"containers":',
      `"initContainers":${JSON.stringify([sidecar])},"containers":`,
    );
    const { warnings: found, simulation } = loadScenario({ inputs: ['-'], stdin: text });
    expect(found).toEqual([]);
    expect(simulation.workloads[0]!.pod.ports!.declared.at(-1)).toEqual({ number: 15_000, name: 'in' });
  });
});
