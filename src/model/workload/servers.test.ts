import * as Pods from './pod-memory.ts';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { application } from '../../testing/options.ts';
import { NONE } from '../none.ts';
import { CAUSES, ERROR_KINDS } from '../outcomes.ts';
import type { ApplicationOptions } from '../options.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from './address-state.ts';
import { CpuMeter } from './cpu-meter.ts';
import { PodTable } from './pod-table.ts';
import { Servers } from './servers.ts';

/** One pod that accepts since time 0; requests with demands of the test's choice. */
function bench(changes: Partial<ApplicationOptions> = {}) {
  const engine = new Engine();
  const requests = new RequestTable();
  const pods = new PodTable();
  const pod = pods.add(application({ concurrency: 1, queue: 2, ...changes }), 0);
  Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.accepting;
  const answers: [timeMs: number, slot: number, outcome: string][] = [];
  const servers = new Servers(
    engine,
    requests,
    { warmupMs: 0, durationMs: Infinity },
    {
      unanswered: () => {},
      answered(slot) {
        const kind = ints[(slot << Row.INTS_LOG2) | Row.KIND]!;
        const failed = `${ERROR_KINDS[kind]} ${CAUSES[ints[(slot << Row.INTS_LOG2) | Row.CAUSE]!]}`;
        answers.push([engine.now, slot, kind === Row.NO_ERROR ? 'ok' : failed]);
        requests.end(slot);
      },
    },
  );
  const arrive = (demandMs: number): number => {
    const slot = requests.begin();
    ints[(slot << Row.INTS_LOG2) | Row.SOURCE] = 0;
    ints[(slot << Row.INTS_LOG2) | Row.POD] = pod;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = demandMs;
    servers.arrive(slot);
    return slot;
  };
  const until = (timeMs: number) => {
    while (engine.next(timeMs)) servers.complete(engine.slot, engine.generation);
  };
  return {
    pods,
    pod,
    servers,
    answers,
    arrive,
    until,
    meter: new CpuMeter(engine, requests, pods, { servedMs: () => NaN }),
  };
}

describe('Servers', () => {
  it('serve in order of arrival, `concurrency` at once, and turn away what the queue cannot hold', () => {
    const { answers, arrive, until } = bench();
    const [a, b, c, d] = [arrive(10), arrive(20), arrive(5), arrive(1)];
    until(Infinity);
    expect(answers).toEqual([
      [0, d, 'http503 queue-full'],
      [10, a, 'ok'],
      [30, b, 'ok'],
      [35, c, 'ok'],
    ]);
  });

  it('reset what they hold when the process ends, and forget its completions', () => {
    const { pod, servers, answers, arrive, until } = bench();
    const [a, b] = [arrive(10), arrive(20)];
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.exited;
    servers.reset(pod);
    const killed = answers.map(([, slot, outcome]) => [slot, outcome]);
    expect(killed).toEqual([
      [a, 'reset killed-in-flight'],
      [b, 'reset killed-in-flight'],
    ]);
    // The slot of `a` serves another request now; the completion of the first life must not end it.
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.accepting;
    const again = arrive(50);
    until(Infinity);
    expect(answers.slice(2)).toEqual([[50, again, 'ok']]);
  });

  it('are slow when cold: the factor falls linearly to 1 over the duration', () => {
    const { pod, answers, arrive, until } = bench({
      concurrency: 10,
      coldStart: { factor: 3, durationMs: 1000 },
    });
    Pods.listeningSinceMs[pod] = 0;
    arrive(100);
    until(300);
    expect(answers[0]![0]).toBeCloseTo(300, 9);
    // Half a second old: a factor of 2. Old: 1.
    Pods.listeningSinceMs[pod] = answers[0]![0] - 500;
    arrive(100);
    until(500);
    expect(answers[1]![0] - answers[0]![0]).toBeCloseTo(200, 9);
    Pods.listeningSinceMs[pod] = -1000;
    arrive(100);
    until(Infinity);
    expect(answers[2]![0] - answers[1]![0]).toBeCloseTo(100, 9);
  });

  it('report a draining pod once its last request is answered', () => {
    const { pod, servers, answers, arrive, until } = bench();
    const drained: number[] = [];
    servers.onDrained = () => drained.push(answers.length);
    arrive(10);
    arrive(10);
    Pods.ints[(pod << Pods.INTS_LOG2) | Pods.STATE] = AddressState.draining;
    expect(servers.isIdle(pod)).toBe(false);
    until(Infinity);
    expect(drained).toEqual([2]);
    expect(servers.isIdle(pod)).toBe(true);
  });

  it('hold a slot, but do no work, while a request waits for its calls', () => {
    const call = { service: 0, probability: 1, mode: 'sequential', timeoutMs: null } as const;
    const ways = { connections: { type: 'perRequest' }, retries: { attempts: 0, backoffMs: 0 } } as const;
    const { pod, servers, arrive, until, meter } = bench({
      concurrency: 2,
      calls: [{ ...call, ...ways }],
    });
    const waiting: number[] = [];
    servers.isMetered = true;
    servers.calls = { begin: (slot) => waiting.push(slot) };
    const [a, b] = [arrive(10), arrive(50)];
    until(Infinity);
    expect(waiting).toEqual([a, b]);
    expect(meter.read()[pod]).toBe(60);
    servers.called(a, NONE);
    expect([Pods.workMs[pod], Pods.reals[(pod << Pods.REALS_LOG2) | Pods.BUSY_MS]]).toEqual([10, 50]);
    expect(meter.read()[pod]).toBe(60);
  });
});
