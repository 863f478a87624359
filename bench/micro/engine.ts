/**
 * The engine as the model calls it: the hold model (take the earliest event, send another) at several numbers pending,
 * and lanes. Which queue suits which delays is another question.
 */
import { Engine } from '../../src/kernel/engine.ts';
import { RandomStream } from '../../src/kernel/random.ts';
import { DrawBlock } from '../../src/kernel/samplers/draw-block.ts';
import { microTask, type BenchTask, type Suite } from '../task.ts';
import { KEY } from './key.ts';
import { Rows } from './rows.ts';

const HOLDS = 100_000;

function hold(pending: number): BenchTask {
  return microTask('event', HOLDS, (operations) => {
    const engine = new Engine();
    const stream = new RandomStream(KEY, 0, 1);
    const delays = new DrawBlock((values) => stream.fillExponential(values, 1));
    const delay = new Float64Array(1);
    const order = Int32Array.of(0);
    for (let i = 0; i < pending; i++) engine.schedule(delays.next(), 0, i, 0);
    const run = (): void => {
      let mixed = order[0]!;
      for (let i = 0; i < operations; i++) {
        engine.next(Infinity);
        mixed = (Math.imul(mixed, 31) + engine.slot) | 0;
        delay[0] = delays.next();
        engine.scheduleFrom(delay, 0, 0, engine.slot, 0);
      }
      order[0] = mixed;
    };
    return { run, results: () => [order, Float64Array.of(engine.now)] };
  });
}

/** One event a unit of time, and from each another that arrives `pending` units later: all of them by lanes. */
function lane(pending: number): BenchTask {
  return microTask('event', HOLDS, (operations) => {
    const engine = new Engine();
    const gaps = engine.addLane(1);
    const delayed = engine.addLane(pending);
    const order = Int32Array.of(0);
    engine.send(gaps, 0, 0, 0);
    const run = (): void => {
      let mixed = order[0]!;
      for (let i = 0; i < operations; i++) {
        engine.next(Infinity);
        mixed = (Math.imul(mixed, 31) + 2 * engine.slot + engine.kind) | 0;
        if (engine.kind !== 0) continue;
        const slot = (engine.slot + 1) & 0xffff;
        engine.send(gaps, 0, slot, 0);
        engine.send(delayed, 1, slot, 0);
      }
      order[0] = mixed;
    };
    return { run, results: () => [order, Float64Array.of(engine.now)] };
  });
}

/** A timeout sent with every request, which ends long before: the timeouts lie dead in their lane. */
function deadTimeouts(pending: number): BenchTask {
  return microTask('request', HOLDS, (operations) => {
    const engine = new Engine();
    const rows = new Rows();
    const timeouts = engine.addLane(pending, rows);
    const gaps = engine.addLane(1);
    const order = Int32Array.of(0);
    const request = rows.acquire();
    engine.send(gaps, 0, request, rows.generation[request]!);
    const run = (): void => {
      let mixed = order[0]!;
      for (let i = 0; i < operations; i++) {
        engine.next(Infinity);
        mixed = (Math.imul(mixed, 31) + engine.generation) | 0;
        rows.release(engine.slot);
        const slot = rows.acquire();
        engine.send(timeouts, 1, slot, rows.generation[slot]!);
        engine.send(gaps, 0, slot, rows.generation[slot]!);
      }
      order[0] = mixed;
    };
    return { run, results: () => [order, Float64Array.of(engine.now)] };
  });
}

export const engine: Suite = {
  'hold, 16 pending': hold(16),
  'hold, 256 pending': hold(256),
  'hold, 4096 pending': hold(4096),
  'hold, 65536 pending': hold(65_536),
  'lane, 1000 pending': lane(1000),
  'lane of 1000 dead timeouts': deadTimeouts(1000),
};
