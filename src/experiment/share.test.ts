import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Envelope, openSeal } from './share.ts';

function message(values: number) {
  return {
    a: { counts: Float64Array.of(1, 2, 3, 4).subarray(1, 3), seconds: new Float64Array(values).fill(0.5) },
    list: [{ pages: Int32Array.of(-1, 7, 9) }, { chunk: Uint32Array.of(9) }],
    name: 'x',
    none: null,
  };
}

describe('Envelope', () => {
  it('carries plain data, with every typed array in one shared memory', () => {
    const { message: copy, seal } = new Envelope().enclose(message(100));
    expect(copy).toEqual(message(100));
    for (const array of [copy.a.counts, copy.a.seconds, copy.list[0]!.pages!, copy.list[1]!.chunk!]) {
      expect(array.buffer).toBe(seal.buffer);
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  it('uses its memory again, and grows when a message needs more', () => {
    const envelope = new Envelope();
    const memories = new Set<ArrayBufferLike>();
    const send = (values: number): void => {
      const { message: copy, seal } = envelope.enclose(message(values));
      expect(copy).toEqual(message(values));
      memories.add(seal.buffer);
      openSeal(seal);
    };
    for (let i = 0; i < 100; i++) send(100 + (i % 10));
    expect(memories.size).toBe(1);
    send(1000);
    expect(memories.size).toBe(2);
  });

  it('waits with the next message until the one before has been read', async () => {
    const envelope = new Envelope();
    const { message: copy, seal } = envelope.enclose({ counts: Float64Array.of(1) });
    // Another thread reads, late, since this one sleeps.
    const reader = new Worker(
      `const { parentPort, workerData: { counts, seal } } = require('node:worker_threads');
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
       parentPort.postMessage(counts[0]);
       Atomics.store(seal, 0, 0);
       Atomics.notify(seal, 0);`,
      { eval: true, workerData: { counts: copy.counts, seal } },
    );
    const read = new Promise((resolve) => reader.once('message', resolve));
    expect(envelope.enclose({ counts: Float64Array.of(2) }).message.counts[0]).toBe(2);
    expect(await read).toBe(1);
    await reader.terminate();
  });
});
