import { describe, expect, it } from 'vitest';
import { isInitReady, isReady, isStarted, type ProbeStanding } from './container-status.ts';

const NONE: ProbeStanding = { exists: false, result: null };
const UNASKED: ProbeStanding = { exists: true, result: null };
const FAILED: ProbeStanding = { exists: true, result: 'failure' };
const PASSED: ProbeStanding = { exists: true, result: 'success' };

describe('status of a container', () => {
  it.each([
    [false, NONE, false],
    [true, NONE, true],
    [true, UNASKED, false],
    [true, FAILED, false],
    [true, PASSED, true],
    [false, PASSED, false],
  ])('running %s, startup probe %o: started %s', (running, startup, expected) => {
    expect(isStarted(running, startup)).toBe(expected);
  });

  it.each([
    [NONE, NONE, true],
    [NONE, UNASKED, false],
    [NONE, FAILED, false],
    [NONE, PASSED, true],
    [UNASKED, NONE, false],
    [UNASKED, PASSED, false],
    [PASSED, PASSED, true],
  ])('startup probe %o, readiness probe %o: ready %s', (startup, readiness, expected) => {
    expect(isReady(true, startup, readiness)).toBe(expected);
    expect(isReady(false, startup, readiness)).toBe(false);
  });

  it.each([
    [null, false],
    [0, true],
    [1, false],
  ])('an init container with exit code %s: ready %s', (exitCode, expected) => {
    expect(isInitReady(exitCode)).toBe(expected);
  });
});
