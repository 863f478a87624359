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

describe('coverageNotes', () => {
  it('names what is modelled, defaulted and ignored; what could matter with its reason', () => {
    expect(coverageNotes(COVERAGE)).toEqual([
      'deployment/web: modelled: spec.replicas',
      'deployment/web: defaulted: spec.minReadySeconds = 0',
      'deployment/web: ignored, without effect on requests: metadata.annotations',
      'deployment/web: affinity is ignored, though it could matter: pods are spread evenly',
    ]);
  });

  it('says of a whole object why it is ignored', () => {
    const ignored = [{ path: '', why: 'autoscaling is not modelled', affectsRequests: true }];
    expect(coverageNotes({ ...COVERAGE, object: 'hpa/web', modelled: [], defaulted: [], ignored })).toEqual([
      'hpa/web is ignored, though it could matter: autoscaling is not modelled',
    ]);
  });
});

describe('inputNotes', () => {
  it('leaves out where the input lay, which the result must not depend on', () => {
    const position = { file: '/home/me/s.json', line: 1, column: 2 };
    const warnings = [
      { position, path: 'cluster.dns', expected: 'is not modelled yet', received: null, hint: null },
    ];
    expect(inputNotes({ warnings, coverage: [] })).toEqual(['cluster.dns: is not modelled yet']);
  });

  it('says of objects in a scenario only what could matter', () => {
    const inline = { ...COVERAGE, file: 'scenario.json' };
    expect(inputNotes({ warnings: [], coverage: [inline] })).toEqual([
      'deployment/web: affinity is ignored, though it could matter: pods are spread evenly',
    ]);
  });
});
