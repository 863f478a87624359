import { describe, expect, it } from 'vitest';
import { SharedTurns } from './shared-turns.ts';

describe('SharedTurns', () => {
  it('gives each turn once, whoever asks', () => {
    const turns = SharedTurns.forLanes(2, 3);
    const other = new SharedTurns(3, turns.memory);
    expect([turns.take(0), other.take(1), turns.take(0), other.take(1), turns.take(0)]).toEqual([
      0,
      1,
      2,
      null,
      null,
    ]);
  });

  it('knows what a lane holds', () => {
    const turns = SharedTurns.forLanes(2, 3);
    expect(turns.heldBy(1)).toBeNull();
    turns.take(1);
    expect([turns.heldBy(0), turns.heldBy(1)]).toEqual([null, 0]);
    turns.end(1);
    expect(turns.heldBy(1)).toBeNull();
  });
});
