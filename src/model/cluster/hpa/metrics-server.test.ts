import { describe, expect, it } from 'vitest';
import { Engine } from '../../../kernel/engine.ts';
import type { RandomStream } from '../../../kernel/random.ts';
import { Tasks } from '../../../kernel/tasks.ts';
import type { Pod } from '../pod.ts';
import { MetricsServer } from './metrics-server.ts';

const PERIODS = { metricResolutionMs: 15_000, housekeepingMs: 10_000 } as Parameters<typeof create>[0];

function create(periods: ConstructorParameters<typeof MetricsServer>[2]) {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  // Half a slot is busy all the time, and a request is answered every 100 ms.
  const counters = {
    workMs: () => new Float64Array([engine.now / 2]),
    served: () => new Float64Array([engine.now / 100]),
    nowMs: () => engine.now,
  };
  const server = new MetricsServer(tasks, counters, periods);
  // metrics-server asks at 15 s, 30 s …, the kubelet reads at 4 s, 14 s …
  const phases = [0.9999999, 0.4];
  server.start(1, { uniform: () => phases.shift()! } as unknown as RandomStream);
  const advance = (untilMs: number) => {
    while (engine.next(untilMs)) tasks.run(engine.slot);
  };
  return { server, advance };
}

const POD = { number: 0, node: 0 } as Pod;

describe('MetricsServer', () => {
  it('answers with the rate between its last two points, which are as old as the kubelet’s last reading', () => {
    const { server, advance } = create(PERIODS);
    server.started(POD, -Infinity);
    advance(29_000);
    expect(server.sampleOf(POD)).toBe(null);
    advance(31_000);
    const { work, served } = server.sampleOf(POD)!;
    expect(work).toEqual({ milli: 500, timestampMs: 24_000, windowMs: 10_000 });
    expect(served).toEqual({ milli: 10_000, timestampMs: 24_000, windowMs: 10_000 });
    advance(46_000);
    expect(server.sampleOf(POD)!.work).toEqual({ milli: 500, timestampMs: 44_000, windowMs: 20_000 });
  });

  it('takes the start of a container of 10 to 15 s for the point before its first', () => {
    const { server, advance } = create(PERIODS);
    advance(1000);
    server.started(POD, 1000);
    advance(16_000);
    expect(server.sampleOf(POD)!.work).toMatchObject({ timestampMs: 14_000, windowMs: 13_000 });
  });

  it('has no rate of a younger one, and none of one that is gone', () => {
    const { server, advance } = create(PERIODS);
    advance(6000);
    server.started(POD, 6000);
    advance(16_000);
    expect(server.sampleOf(POD)).toBe(null);
    advance(31_000);
    expect(server.sampleOf(POD)!.work).toMatchObject({ timestampMs: 24_000, windowMs: 10_000 });
    server.gone(POD);
    expect(server.sampleOf(POD)).toBe(null);
  });
});
