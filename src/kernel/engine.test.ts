import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../base/assert.ts';
import { Engine } from './engine.ts';
import { RandomStream } from './random.ts';
import { SlotPool } from './slot-pool.ts';

class BarePool extends SlotPool {
  protected override resize(): void {}
}

function drain(engine: Engine): [time: number, kind: number, slot: number][] {
  const seen: [number, number, number][] = [];
  while (engine.next(Infinity)) seen.push([engine.now, engine.kind, engine.slot]);
  return seen;
}

describe('Engine', () => {
  it('takes events in time order, and in the order sent when times are equal', () => {
    const engine = new Engine();
    engine.schedule(5, 1, 50, 0);
    engine.schedule(3, 1, 30, 0);
    engine.schedule(3, 2, 31, 0);
    engine.schedule(0, 1, 0, 0);
    expect(drain(engine)).toEqual([
      [0, 1, 0],
      [3, 1, 30],
      [3, 2, 31],
      [5, 1, 50],
    ]);
    expect(engine.dispatched).toBe(4);
  });

  it('is the only one of its thread: an earlier one does not run on with the memory of a later', () => {
    const run = (engine: Engine): void => {
      for (let i = 0; i < 5000; i++) {
        engine.schedule(1, 1, i, 0);
        engine.next(Infinity);
      }
    };
    const engine = new Engine();
    run(new Engine());
    expect(() => run(engine)).toThrow(InvariantError);
  });

  it('moves the clock only to events, never beyond `until`', () => {
    const engine = new Engine();
    engine.schedule(10, 1, 1, 0);
    expect(engine.next(9.99)).toBe(false);
    expect(engine.now).toBe(0);
    expect(engine.next(10)).toBe(true);
    expect(engine.now).toBe(10);
  });

  it('refuses the past and times that are no times', () => {
    const engine = new Engine();
    engine.schedule(2, 0, 0, 0);
    engine.next(Infinity);
    expect(() => engine.scheduleAt(1, 0, 0, 0)).toThrow(InvariantError);
    expect(() => engine.schedule(Number.NaN, 0, 0, 0)).toThrow(InvariantError);
  });

  it('gives the same order through lanes as through the queue', () => {
    // Each step sends one event by delay 0…3 and then takes up to two.
    const step = fc.record({ delay: fc.integer({ min: 0, max: 3 }), takes: fc.integer({ min: 0, max: 2 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const run = (engine: Engine, send: (delay: number, slot: number) => void): unknown[] => {
          const seen = steps.flatMap(({ delay, takes }, i) => {
            send(delay, i);
            return Array.from({ length: takes }, () => engine.next(Infinity) && [engine.now, engine.slot]);
          });
          return [...seen, ...drain(engine)];
        };
        const plain = new Engine();
        const expected = run(plain, (delay, slot) => plain.schedule(delay, 7, slot, 0));
        const laned = new Engine();
        const lanes = [0, 1, 2, 3].map((delay) => laned.addLane(delay));
        expect(run(laned, (delay, slot) => laned.send(lanes[delay]!, 7, slot, 0))).toEqual(expected);
      }),
    );
  });

  it('keeps the order among thousands of events at one instant, and beside lanes whose heads lie far ahead', () => {
    const run = (isLaned: boolean): unknown[] => {
      const stream = new RandomStream([1, 2, 3, 4], 0, 3);
      const engine = new Engine();
      const lane = engine.addLane(2000);
      const seen: unknown[] = [];
      for (let i = 0; i < 20_000; i++) {
        // A fifth by the lane, to instants that many others share.
        const byLane = stream.below(5) === 0;
        const delay = byLane ? 2000 : 100 * stream.below(40);
        if (byLane && isLaned) engine.send(lane, 7, i, 0);
        else engine.schedule(delay, 7, i, 0);
        if (i % 50 === 0) seen.push(engine.next(Infinity), engine.now, engine.slot);
      }
      return [...seen, ...drain(engine)];
    };
    expect(run(true)).toEqual(run(false));
  });

  it('drops entries of a bound lane whose slot was released, and keeps the others', () => {
    const engine = new Engine();
    const pool = new BarePool(16);
    const lane = engine.addLane(100, pool);
    const slots = [0, 1, 2, 3].map(() => pool.acquire());
    for (const slot of slots) {
      engine.send(lane, 9, slot, pool.generation[slot]!);
      engine.schedule(1, 1, slot, 0);
      engine.next(Infinity);
    }
    pool.release(slots[0]!);
    pool.release(slots[2]!);
    // A slot that is taken again does not inherit the entry of its former life.
    expect(pool.acquire()).toBe(slots[2]);
    expect(drain(engine)).toEqual([
      [101, 9, slots[1]],
      [103, 9, slots[3]],
    ]);
  });
});

describe('SlotPool', () => {
  it('recycles slots, counts the ones in use and tells old generations from new', () => {
    const pool = new BarePool(2);
    const first = pool.acquire();
    const generation = pool.generation[first]!;
    expect(pool.isLive(first, generation)).toBe(true);
    pool.release(first);
    expect(pool.isLive(first, generation)).toBe(false);
    expect(pool.acquire()).toBe(first);
    const others = [pool.acquire(), pool.acquire(), pool.acquire()];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(pool.size).toBe(4);
    expect(pool.capacity).toBeGreaterThanOrEqual(4);
  });

  it('notices a release too many', () => {
    const pool = new BarePool(2);
    pool.release(pool.acquire());
    expect(() => pool.release(0)).toThrow(InvariantError);
  });
});
