import { describe, expect, it } from 'vitest';
import { probe } from '../../testing/options.ts';
import { ProbeState, type ProbeType, type SeenContainer, type SeenPod } from './probe-state.ts';

const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];

/** A pod whose container started at 0, and is started unless the probe is the one that decides it. */
function seen(type: ProbeType, container: Partial<SeenContainer> = {}, pod: Partial<SeenPod> = {}): SeenPod {
  const state = 'running' as const;
  return {
    ended: false,
    deletionRequested: false,
    restarts: true,
    container: { id: 0, state, startedMs: 0, started: type !== 'startup', ...container },
    ...pod,
  };
}

describe.each(TYPES)('ProbeState of a %s probe', (type) => {
  const fresh = (changes = {}) => new ProbeState(type, probe(changes));

  it('waits for a container, then begins with its initial result', () => {
    const state = fresh({ initialDelaySeconds: 5 });
    expect(state.turn({ ...seen(type), container: null }, 0)).toBe('wait');
    expect(state.resultOf(0)).toBeNull();
    expect(state.turn(seen(type), 0)).toBe('wait');
    const initial = { startup: 'unknown', readiness: 'failure', liveness: 'success' };
    expect(state.resultOf(0)).toBe(initial[type]);
  });

  it('compares whole seconds since the start with initialDelaySeconds', () => {
    const state = fresh({ initialDelaySeconds: 5 });
    expect(state.turn(seen(type), 4999)).toBe('wait');
    expect(state.turn(seen(type), 5000)).toBe('probe');
  });

  it('is gated by whether the container is started', () => {
    expect(fresh().turn(seen(type, { started: type === 'startup' }), 0)).toBe('wait');
  });

  it('stores a failure of a container that does not run, and ends with one that will not again', () => {
    const state = fresh();
    expect(state.turn(seen(type, { state: 'waiting' }, { restarts: false }), 0)).toBe('wait');
    expect(state.resultOf(0)).toBe('failure');
    expect(state.turn(seen(type, { state: 'terminated' }), 0)).toBe('wait');
    expect(state.turn(seen(type, { state: 'terminated' }, { restarts: false }), 0)).toBe('exit');
    expect(fresh().turn(seen(type, {}, { ended: true }), 0)).toBe('exit');
  });

  it('ends with a success when the pod is deleted, unless it is about readiness', () => {
    const state = fresh();
    const turn = state.turn(seen(type, {}, { deletionRequested: true }), 0);
    expect(turn).toBe(type === 'readiness' ? 'probe' : 'exit');
    expect(state.resultOf(0)).toBe(type === 'readiness' ? 'failure' : 'success');
  });

  it('counts equal outcomes in a row up to its thresholds', () => {
    const state = fresh({ failureThreshold: 2 });
    state.turn(seen(type), 0);
    const before = state.resultOf(0);
    state.record(false);
    state.record(true);
    state.turn(seen(type, { id: 1 }), 0);
    state.record(false);
    expect(state.resultOf(1)).toBe(before);
    state.record(false);
    expect(state.resultOf(1)).toBe('failure');
    expect(state.onHold).toBe(type !== 'readiness');
    expect(state.resultRun).toBe(type === 'readiness' ? 2 : 0);
  });

  it('is on hold only until there is a new container', () => {
    const state = fresh({ failureThreshold: 1 });
    state.turn(seen(type), 0);
    state.record(false);
    expect(state.turn(seen(type), 0)).toBe(type === 'readiness' ? 'probe' : 'wait');
    expect(state.turn(seen(type, { id: 1 }), 0)).toBe('probe');
    expect(state.resultOf(0)).toBeNull();
  });
});

describe('ProbeState', () => {
  it('keeps its count over a restart: readiness can come back with the first success', () => {
    const state = new ProbeState('readiness', probe({ successThreshold: 2 }));
    state.turn(seen('readiness'), 0);
    state.record(true);
    state.turn(seen('readiness', { id: 1 }), 0);
    expect(state.resultOf(1)).toBe('failure');
    state.record(true);
    expect(state.resultOf(1)).toBe('success');
  });

  it('puts a startup probe on hold when it has succeeded', () => {
    const state = new ProbeState('startup', probe());
    state.turn(seen('startup'), 0);
    state.record(true);
    expect([state.onHold, state.resultRun, state.resultOf(0)]).toEqual([true, 0, 'success']);
  });
});
