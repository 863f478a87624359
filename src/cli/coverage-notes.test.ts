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
  it('counts, and names what could matter with its reason', () => {
    expect(coverageNotes(COVERAGE)).toEqual([
      'deployment/web: 1 field modelled, 1 defaulted, 2 ignored (without effect on requests: metadata.annotations)',
      'deployment/web.spec.template.spec.affinity is ignored, though it could matter: pods are spread evenly',
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
});
