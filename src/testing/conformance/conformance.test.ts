/** That the adapters can fail: a case of each kind that is right, and the same with its expectation turned round. */
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from './registry.ts';
import { parseTable, type Fields } from './table.ts';
import { judge } from './verdict.ts';

const ALL = { startup: true, readiness: true, liveness: true };
const ONLY_READINESS = { startup: false, readiness: true, liveness: false };
const SEQUENCE = {
  probeType: 'liveness',
  successThreshold: 1,
  failureThreshold: 1,
  initialDelaySeconds: 0,
  started: true,
  initialResult: 'Success',
};
const JITTER = {
  initialSeconds: 1,
  maxSeconds: 60,
  maxJitterFactor: 0.1,
  attempts: 3,
  stepBetweenCallsSeconds: 1,
};
const RUNNING = { podPhase: 'Running', container: 'running', podDeleted: false, initialDelaySeconds: 0 };

/** By table: what stands beside the cases, a case that agrees with Kubernetes, and one that does not. */
const SAMPLES: Readonly<Record<string, readonly [head: Fields, right: Fields, wrong: Fields]>> = {
  c_prober_do_probe: [
    {},
    { ...RUNNING, expectContinue: ALL, expectResultSet: true, expectedResult: 'Success' },
    { ...RUNNING, expectContinue: ONLY_READINESS, expectResultSet: true, expectedResult: 'Success' },
  ],
  c_prober_sequences: [
    {},
    { ...SEQUENCE, steps: [{ probe: 'failure', expectedResult: 'Failure', onHoldAfter: true }] },
    { ...SEQUENCE, steps: [{ probe: 'failure', expectedResult: 'Failure', onHoldAfter: false }] },
  ],
  c_stop_liveness_and_startup_on_termination: [
    {},
    { probeType: 'liveness', runningBefore: true, runningAfterStop: false },
    { probeType: 'readiness', runningBefore: true, runningAfterStop: false },
  ],
  c_update_pod_status_init_containers: [
    {},
    { restartPolicyAlways: false, state: 'terminated', expectedStarted: false, expectedReady: true },
    { restartPolicyAlways: true, state: 'terminated', expectedStarted: false, expectedReady: true },
  ],
  c_update_pod_status_readiness: [
    {},
    { state: 'running', hasReadinessProbe: true, readinessResult: null, expectedReady: false },
    { state: 'running', hasReadinessProbe: true, readinessResult: null, expectedReady: true },
  ],
  h_backoff_in_backoff_since_update: [
    { initialSeconds: 1, maxSeconds: 10 },
    { atSeconds: 2, expectedInBackoff: true, delaySeconds: 2 },
    { atSeconds: 3, expectedInBackoff: true, delaySeconds: 2 },
  ],
  h_backoff_jitter: [
    {},
    { ...JITTER, expectedFirstDelayBeforeNext: 0 },
    { ...JITTER, expectedFirstDelayBeforeNext: 1 },
  ],
  h_backoff_reset_highwater_gc: [
    {},
    idle({ thenIdleSeconds: 11, expectedInBackoffSinceLastUpdateAfterIdle: false, expectedEntryKept: false }),
    idle({ thenIdleSeconds: 6, expectedEntryKept: false }),
  ],
  h_backoff_slow: [
    {},
    {
      initialSeconds: 1,
      maxSeconds: 5,
      stepBetweenCallsSeconds: 1,
      expectedDelayBeforeEachNext: [0, 1, 2, 4, 5],
    },
    {
      initialSeconds: 1,
      maxSeconds: 5,
      stepBetweenCallsSeconds: 1,
      expectedDelayBeforeEachNext: [0, 1, 2, 3],
    },
  ],
};

function idle(fields: Fields): Fields {
  return { initialSeconds: 1, maxSeconds: 5, nextCalls: 6, secondsBetweenCalls: 1, ...fields };
}

describe('conformance', () => {
  it.each(Object.entries(SAMPLES))('%s: passes what is right and fails what is wrong', (name, sample) => {
    const [head, right, wrong] = sample;
    expect(ADAPTERS[name]).toBeDefined();
    const verdict = judge({ name, head, cases: [right, wrong] });
    expect(verdict.lines[0]).toBe(`${name}: 1 passed, 1 failed`);
    expect(verdict.failed).toBe(1);
    expect(verdict.lines.at(-1)).toMatch(/^ {2}case 2: .*expected/);
  });

  it('calls a table that nobody knows unsupported, which is no failure', () => {
    expect(judge({ name: 'z', head: {}, cases: [{}] })).toEqual({ failed: 0, lines: ['z: unsupported'] });
  });

  it('fails all of a table that it does not understand', () => {
    const verdict = judge({ name: 'h_backoff_slow', head: {}, cases: [{}, {}] });
    expect(verdict).toEqual({
      failed: 2,
      lines: ['h_backoff_slow: not understood: no number initialSeconds'],
    });
  });

  it('reads tables with a list of cases only', () => {
    expect(parseTable('t', '{ "cases": [{}] }').cases).toHaveLength(1);
    expect(() => parseTable('t', '{}')).toThrow('no list of cases');
    expect(() => parseTable('t', '{ "cases": [1] }')).toThrow('a case is no object');
  });
});
