import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECENT_CLIENTS, StickyClients } from './sticky-clients.ts';

describe('StickyClients', () => {
  it('sends a client where its last connection went, until the timeout after that', () => {
    const sticky = new StickyClients(1000, Infinity);
    expect(sticky.find(5, 0)).toBe(-1);
    sticky.stamp(5, 2, 0);
    sticky.stamp(6, 3, 0);
    expect([sticky.find(5, 999), sticky.find(6, 999)]).toEqual([2, 3]);
    sticky.stamp(5, 2, 900);
    expect([sticky.find(5, 1899), sticky.find(6, 1000)]).toEqual([2, -1]);
    expect(sticky.find(5, 1900)).toBe(-1);
  });

  it('forgets what it knew of a pod whose rules are gone, even if it comes back', () => {
    const sticky = new StickyClients(1000, Infinity);
    sticky.stamp(5, 2, 0);
    sticky.stamp(6, 3, 0);
    sticky.keepOnly((pod) => pod === 3);
    expect([sticky.find(5, 1), sticky.find(6, 1)]).toEqual([-1, 3]);
  });

  it('forgets, in iptables mode, the client unseen for longest when an endpoint has more than 100', () => {
    const sticky = new StickyClients(1e6, RECENT_CLIENTS);
    for (let client = 0; client < RECENT_CLIENTS; client++) sticky.stamp(client, 1, client);
    sticky.stamp(0, 1, 200);
    sticky.stamp(1000, 1, 201);
    sticky.stamp(1001, 2, 202);
    expect([0, 1, 2, 1000, 1001].map((client) => sticky.find(client, 203))).toEqual([1, -1, 1, 1, 2]);
  });

  it('is what a plain map would be', () => {
    const step = fc.record({
      address: fc.integer({ min: 0, max: 30 }),
      pod: fc.integer({ min: 0, max: 3 }),
      waitMs: fc.integer({ min: 0, max: 40 }),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const sticky = new StickyClients(300, 5);
        // The newest last.
        let plain: { address: number; pod: number; seenMs: number }[] = [];
        let nowMs = 0;
        for (const { address, pod, waitMs, gone } of steps) {
          nowMs += waitMs;
          if (gone && waitMs > 35) {
            sticky.keepOnly((each) => each !== pod);
            plain = plain.filter((entry) => entry.pod !== pod);
          } else {
            sticky.stamp(address, pod, nowMs);
            plain = plain.filter((entry) => entry.address !== address && nowMs - entry.seenMs < 300);
            const others = plain.filter((entry) => entry.pod === pod);
            if (others.length === 5) plain.splice(plain.indexOf(others[0]!), 1);
            plain.push({ address, pod, seenMs: nowMs });
          }
          for (let client = 0; client <= 30; client++) {
            const entry = plain.find((each) => each.address === client && nowMs - each.seenMs < 300);
            expect(sticky.find(client, nowMs)).toBe(entry?.pod ?? -1);
          }
        }
      }),
      { seed: 20_261_123 },
    );
  });
});
