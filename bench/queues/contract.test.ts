import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.ts';
import { DELAYS, HoldModel } from './hold-model.ts';
import { CANDIDATES, type PendingEvents } from './pending-events.ts';

type Entry = readonly [time: number, sequence: number, slot: number];

/** The obvious implementation: a sorted list. */
class SortedList implements PendingEvents {
  readonly due = new Float64Array(2);
  readonly current = new Float64Array(1);
  readonly kind = 1;
  slot = 0;
  generation = 0;
  private readonly entries: Entry[] = [];

  get size(): number {
    return this.entries.length;
  }
  add(_kind: number, slot: number): void {
    const [time, sequence] = [this.due[0]!, this.due[1]!];
    const later = ([t, s]: Entry) => t > time || (t === time && s > sequence);
    const at = this.entries.findIndex(later);
    this.entries.splice(at === -1 ? this.entries.length : at, 0, [time, sequence, slot]);
  }
  take(until: number): boolean {
    if (this.entries.length === 0 || this.entries[0]![0] > until) return false;
    [this.current[0], , this.slot] = this.entries.shift()! as [number, number, number];
    this.generation = this.slot + 1;
    return true;
  }
}

/** Adds events with growing sequence numbers, which are their slots too. */
class Sender {
  private readonly queue: PendingEvents;
  private sequence = 0;

  constructor(queue: PendingEvents) {
    this.queue = queue;
  }
  get now(): number {
    return this.queue.current[0]!;
  }
  send(time: number): void {
    this.queue.due[0] = time;
    this.queue.due[1] = this.sequence;
    this.queue.add(1, this.sequence, this.sequence + 1);
    this.sequence++;
  }
  /** @returns [time, slot] of the events taken, at most that many, none after `until`. */
  take(count: number, until = Infinity): [number, number][] {
    const taken: [number, number][] = [];
    while (taken.length < count && this.queue.take(until)) {
      const { kind, slot, generation } = this.queue;
      if (kind !== 1 || generation !== slot + 1) throw new Error(`${slot} lost its kind or generation`);
      taken.push([this.now, this.queue.slot]);
    }
    return taken;
  }
  /** Takes everything and throws unless it comes in order. @returns the number of events. */
  drain(): number {
    let count = 0;
    let [time, slot] = [-Infinity, -1];
    for (; this.queue.take(Infinity); count++) {
      const isNext = this.now > time || (this.now === time && this.queue.slot > slot);
      if (!isNext) throw new Error(`${this.queue.slot} at ${this.now} came after ${slot} at ${time}`);
      [time, slot] = [this.now, this.queue.slot];
    }
    return count;
  }
}

const CASES = Object.entries(CANDIDATES).map(([name, make]) => ({ name, make }));

describe.each(CASES)('the event queue "$name"', ({ make }) => {
  it('takes events in the order of time, then sequence, like a sorted list', () => {
    // Delays from ties to far beyond any ring; `until` now and then holds the queue back.
    const delay = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.constantFrom(0, 1e-9, 1e6, 1e9, 1e12),
    );
    const step = fc.record({ delays: fc.array(delay, { maxLength: 4 }), takes: fc.nat(4), ahead: delay });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queues = [make(), new SortedList()];
        const [ours, list] = queues.map((queue) => new Sender(queue)) as [Sender, Sender];
        for (const { delays, takes, ahead } of steps) {
          for (const each of delays) {
            ours.send(ours.now + each);
            list.send(list.now + each);
          }
          expect(ours.take(takes, ours.now + ahead)).toEqual(list.take(takes, list.now + ahead));
          expect(queues[0]!.size).toBe(queues[1]!.size);
        }
        expect(ours.take(Infinity)).toEqual(list.take(Infinity));
        expect(queues[0]!.size).toBe(0);
      }),
    );
  });

  it.each(Object.entries(DELAYS))('holds 500 events with %s delays in the right order', (_, delays) => {
    const ours = new HoldModel(make(), delays, 500);
    const list = new HoldModel(new SortedList(), delays, 500);
    ours.run(20_000);
    list.run(20_000);
    expect(ours.hash).toBe(list.hash);
  });

  it('sends and takes 200,000 events at one instant in the order they were sent', () => {
    const queue = make();
    const sender = new Sender(queue);
    for (let i = 0; i < 100_000; i++) sender.send(7);
    // From here on each event that is taken sends another one to this very instant.
    for (let i = 0; i < 100_000; i++) {
      if (!queue.take(7) || queue.slot !== i) throw new Error(`${queue.slot} came instead of ${i}`);
      sender.send(7);
    }
    expect(queue.size).toBe(100_000);
    expect(sender.drain()).toBe(100_000);
    expect(sender.now).toBe(7);
  });

  it('takes an event that was sent before all others after the queue had held them back', () => {
    const queue = make();
    const sender = new Sender(queue);
    const stream = new RandomStream([1, 2, 3, 4], 0, 1);
    // Enough of them to make a queue look at their density, and spread so that most lie far ahead.
    for (let i = 0; i < 20_000; i++) sender.send(1e6 * stream.uniform());
    for (let i = 0; i < 10_000; i++) queue.take(Infinity);
    for (let i = 0; i < 5000; i++) {
      const idleUntil = sender.now + stream.exponential();
      while (queue.take(idleUntil));
      const before = sender.now;
      sender.send(idleUntil);
      expect(sender.take(1)).toEqual([[idleUntil, 20_000 + i]]);
      expect(before).toBeLessThanOrEqual(idleUntil);
    }
    sender.drain();
  });

  it('stays in order through idle hours, each followed by a burst', () => {
    const queue = make();
    const sender = new Sender(queue);
    const stream = new RandomStream([1, 2, 3, 4], 0, 2);
    for (let hour = 1; hour <= 10; hour++) {
      const start = 3.6e6 * hour;
      for (let i = 0; i < 10_000; i++) sender.send(start + 10 ** (-i % 6) * stream.exponential());
      sender.send(3.6e6 * 24 * hour);
      // The first event of the burst sends more, into the burst and to the end of all days.
      expect(queue.take(Infinity)).toBe(true);
      for (let i = 0; i < 100; i++) sender.send(sender.now + stream.exponential());
      sender.send(1e12);
      expect(sender.take(Infinity, start + 1e5)).toHaveLength(10_099);
    }
    expect(sender.drain()).toBe(20);
  });

  it('grows to 100,000 events and shrinks to none, twice', () => {
    const queue = make();
    const sender = new Sender(queue);
    const stream = new RandomStream([1, 2, 3, 4], 0, 3);
    for (const mean of [1, 1e4]) {
      // Three are sent for each that is taken.
      for (let i = 0; i < 50_000; i++) {
        for (let j = 0; j < 3; j++) sender.send(sender.now + mean * stream.exponential());
        queue.take(Infinity);
      }
      expect(queue.size).toBe(100_000);
      expect(sender.drain()).toBe(100_000);
      expect(queue.size).toBe(0);
      expect(queue.take(Infinity)).toBe(false);
    }
  });

  it('stays in order while events come a million times denser, then rarer', () => {
    const queue = make();
    const sender = new Sender(queue);
    const stream = new RandomStream([1, 2, 3, 4], 0, 4);
    for (let i = 0; i < 500; i++) sender.send(stream.exponential());
    for (const mean of [1, 1e-6, 1e3, 1]) {
      let last = sender.now;
      for (let i = 0; i < 30_000; i++) {
        queue.take(Infinity);
        if (sender.now < last) throw new Error(`event ${queue.slot} came out of order`);
        last = sender.now;
        const delay = mean * stream.exponential() * (stream.uniform() < 0.1 ? 500 : 1);
        sender.send(last + (i % 7 === 0 ? 0 : delay));
      }
    }
    expect(queue.size).toBe(500);
    expect(sender.drain()).toBe(500);
  });
});
