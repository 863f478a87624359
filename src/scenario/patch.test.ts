import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadScenario } from './load.ts';
import { patchesBetween } from './patch.ts';

const load = (sets: readonly string[], name = 'restart-from-manifests') =>
  loadScenario({ inputs: [`scenarios/${name}.json`], sets }).scenario;

describe('patchesBetween', () => {
  it('holds what differs and no more, the container by its name', () => {
    const [patch, ...others] = patchesBetween(
      load([]),
      load(['deployment/web.preStop.sleep.seconds=7', 'deployment/web.maxSurge=2']),
    );
    expect(others).toEqual([]);
    expect(patch!.object).toBe('deployment/web');
    expect(parse(patch!.yaml)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        strategy: { rollingUpdate: { maxSurge: 2 } },
        template: {
          spec: {
            containers: [{ name: 'web', lifecycle: { preStop: { sleep: { seconds: 7 } } } }],
          },
        },
      },
    });
  });

  it('removes with null, and says where a name is missing', () => {
    const [patch] = patchesBetween(
      load([], 'rolling-restart'),
      load(['deployment/web.readinessProbe=null'], 'rolling-restart'),
    );
    expect(parse(patch!.yaml)).toMatchObject({
      spec: {
        template: { spec: { containers: [{ name: '<name of the container>', readinessProbe: null }] } },
      },
    });
  });

  it('names the object although its metadata change', () => {
    const [patch] = patchesBetween(
      load([]),
      load(['service/web.metadata.annotations={"service.kubernetes.io/topology-mode":"Auto"}']),
    );
    expect(parse(patch!.yaml)).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } },
    });
  });

  it('replaces lists that Kubernetes would merge with what was there', () => {
    const [patch] = patchesBetween(
      load([]),
      load(['service/web.spec.ports=[{"port":8080,"targetPort":8080}]']),
    );
    const { spec } = parse(patch!.yaml) as { spec: { ports: unknown[] } };
    expect(spec.ports).toEqual([{ $patch: 'replace' }, { port: 8080, targetPort: 8080 }]);
  });

  it('is nothing where only the scenario differs', () => {
    expect(patchesBetween(load([]), load(['applications.web.concurrency=9']))).toEqual([]);
  });
});
