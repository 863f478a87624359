import { describe, expect, it } from 'vitest';
import type { ObjectCoverage } from '../scenario/kubernetes/coverage.ts';
import { coverageNotes, inputNotes } from './coverage-notes.ts';

const COVERAGE: ObjectCoverage = {
  object: 'deployment/web',
  kind: 'Deployment',
  namespace: 'default',
  file: 'web.yaml',
  modelled: ['spec.replicas'],
  defaulted: [{ path: 'spec.minReadySeconds', value: 0 }],
  ignored: [
    { path: 'metadata.annotations', why: 'no effect', affectsRequests: false },
    { path: 'spec.template.spec.affinity', why: 'pods are spread evenly', affectsRequests: true },
  ],
};

const NOTHING = { warnings: [], assumptions: [], coverage: [] };

describe('coverageNotes', () => {
  it('names what is modelled, defaulted and ignored; what could matter with its reason', () => {
    expect(coverageNotes([COVERAGE])).toEqual([
      'pod.affinity of deployment/web is ignored, though it could matter: pods are spread evenly',
      'deployment/web: modelled where written: spec.replicas',
      'deployment/web: defaulted where not: spec.minReadySeconds = 0',
      'deployment/web: ignored, without effect on requests: metadata.annotations',
    ]);
  });

  it('says of a whole object why it is ignored', () => {
    const nothing = { modelled: [], defaulted: [] };
    const hpa = { path: '', why: 'autoscaling is not modelled', affectsRequests: true };
    const map = { path: '', why: 'configuration', affectsRequests: false };
    const objects = [
      { ...COVERAGE, ...nothing, object: 'hpa/web', kind: 'HPA', ignored: [hpa] },
      { ...COVERAGE, ...nothing, object: 'configmap/web', kind: 'ConfigMap', ignored: [map] },
    ];
    expect(coverageNotes(objects)).toEqual([
      'hpa/web is ignored, though it could matter: autoscaling is not modelled',
      'configmap/web: ignored, without effect on requests',
    ]);
  });

  it('gives the same reason once, for all objects', () => {
    const alike = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...COVERAGE, object: `deployment/${name}` }));
    expect(coverageNotes(alike.slice(0, 2))[0]).toBe(
      'pod.affinity of deployment/a, deployment/b is ignored, though it could matter: pods are spread evenly',
    );
    expect(coverageNotes(alike)).toEqual([
      'pod.affinity of 5 deployments is ignored, though it could matter: pods are spread evenly',
      '5 deployments: modelled where written: spec.replicas',
      '5 deployments: defaulted where not: spec.minReadySeconds = 0',
      '5 deployments: ignored, without effect on requests: metadata.annotations',
    ]);
  });
});

describe('inputNotes', () => {
  it('leaves out where the input lay, which the result must not depend on', () => {
    const position = { file: '/home/me/s.json', line: 1, column: 2 };
    const warnings = [
      { position, path: 'cluster.dns', expected: 'is not modelled yet', received: null, hint: null },
    ];
    expect(inputNotes({ ...NOTHING, warnings })).toEqual(['cluster.dns: is not modelled yet']);
  });

  it('begins with what was assumed', () => {
    expect(inputNotes({ ...NOTHING, assumptions: ['Assumed: much'], coverage: [COVERAGE] })[0]).toBe(
      'Assumed: much',
    );
  });

  it('says of objects in a scenario only what could matter', () => {
    const inline = { ...COVERAGE, file: 'scenario.json' };
    expect(inputNotes({ ...NOTHING, coverage: [inline] })).toEqual([
      'pod.affinity of deployment/web is ignored, though it could matter: pods are spread evenly',
    ]);
  });
});
