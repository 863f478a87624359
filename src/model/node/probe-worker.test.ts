import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { Tasks } from '../../kernel/tasks.ts';
import { probe } from '../../testing/options.ts';
import type { ProbeOptions } from '../options.ts';
import type { ProbeResult } from './container-status.ts';
import type { ProbeType, SeenContainer } from './probe-state.ts';
import { ProbeWorker } from './probe-worker.ts';
import type { Prober, ProbeTarget, ProbeVerdict } from './prober.ts';

/** A worker over a program whose health, and whose time to answer, the test decides. */
function bench(changes: Partial<ProbeOptions> = {}, answerMs = 0, type: ProbeType = 'readiness') {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const probedAt: number[] = [];
  const flips: [timeMs: number, result: ProbeResult][] = [];
  const state = { healthy: true };
  const run = (_target: ProbeTarget, _probe: ProbeOptions, verdict: ProbeVerdict) => {
    probedAt.push(engine.now);
    const { healthy } = state;
    tasks.after(answerMs, () => verdict(healthy ? 'success' : 'failure', 'sick'));
  };
  const parts = { engine, tasks, prober: { run } as unknown as Prober };
  let container: SeenContainer | null = null;
  const seen = () => ({ ended: false, deletionRequested: false, restarts: true, container });
  const told: string[] = [];
  const target = {} as ProbeTarget;
  const subject = { target, seen, note: (what: string) => told.push(what) };
  const worker = new ProbeWorker(parts, type, probe(changes), subject, (result) =>
    flips.push([engine.now, result]),
  );
  const containerSeen = (startedMs: number, changed: Partial<SeenContainer> = {}) => {
    container = { id: 0, state: 'running', startedMs, started: type !== 'startup', ...changed };
  };
  const startReady = () => {
    containerSeen(-Infinity);
    worker.adopt(0, 10_000);
  };
  const until = (timeMs: number) => {
    while (engine.next(timeMs)) tasks.run(engine.slot);
  };
  const at = (timeMs: number, action: () => void) => tasks.after(timeMs - engine.now, action);
  return { worker, containerSeen, startReady, state, probedAt, flips, until, at };
}

describe('ProbeWorker', () => {
  it('keeps the tick grid of its own start, not of the container’s', () => {
    const { worker, containerSeen, probedAt, until, at } = bench();
    worker.start(0);
    at(3400, () => containerSeen(3400));
    until(35_000);
    expect(probedAt).toEqual([10_000, 20_000, 30_000]);
  });

  it('probes at once when triggered, and then ticks a full period later', () => {
    const { worker, containerSeen, probedAt, flips, until, at } = bench();
    worker.start(0);
    at(3400, () => {
      containerSeen(3000);
      worker.trigger();
    });
    until(30_000);
    expect(probedAt).toEqual([3400, 13_400, 23_400]);
    // The value that a new container begins with is told as well.
    expect(flips).toEqual([
      [3400, 'failure'],
      [3400, 'success'],
    ]);
  });

  it('waits for initialDelaySeconds in whole seconds since the container started', () => {
    const { worker, containerSeen, probedAt, until, at } = bench({ initialDelaySeconds: 7 });
    worker.start(0);
    at(3500, () => {
      containerSeen(3500);
      worker.trigger();
    });
    // 10 s is 6.5 s after the start, which counts as 6; the trigger at 3.5 s moved the grid to 13.5 s.
    until(24_000);
    expect(probedAt).toEqual([13_500, 23_500]);
  });

  it('turns after failureThreshold failures in a row, and a success in between starts the count anew', () => {
    const { startReady, state, flips, until, at } = bench();
    startReady();
    at(5000, () => (state.healthy = false));
    at(25_000, () => (state.healthy = true));
    at(35_000, () => (state.healthy = false));
    until(100_000);
    // Failures at 10 and 20, a success at 30, failures at 40, 50 and 60.
    expect(flips).toEqual([[60_000, 'failure']]);
  });

  it('needs successThreshold successes in a row', () => {
    const { worker, containerSeen, flips, until, at } = bench({ successThreshold: 3 });
    worker.start(0);
    at(1000, () => containerSeen(1000));
    until(60_000);
    expect(flips).toEqual([
      [10_000, 'failure'],
      [30_000, 'success'],
    ]);
  });

  it('holds back one tick while a probe is under way, and stays on the grid', () => {
    const { worker, containerSeen, probedAt, until, at } = bench({ periodSeconds: 2 }, 5000);
    worker.start(0);
    at(100, () => containerSeen(0));
    until(14_500);
    // Ticks at 4 and 6 fall into the first probe: one of them is kept; those at 10 and 12 likewise.
    expect(probedAt).toEqual([2000, 7000, 12_000]);
  });

  it('does nothing more once it is stopped', () => {
    const { worker, containerSeen, probedAt, flips, until, at } = bench({}, 500);
    worker.start(0);
    at(100, () => containerSeen(0));
    at(10_200, () => worker.stop());
    until(60_000);
    expect(probedAt).toEqual([10_000]);
    expect(flips).toEqual([[10_000, 'failure']]);
  });
});
