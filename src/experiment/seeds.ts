/**
 * From the seed a user types to the root key of all random streams. Any text is a seed, `007` and `0x7` are two of
 * them. The streams themselves are made of this key, the replication and a purpose by kernel/random.ts, so that
 * replication r sees the same chance under every variant (common random numbers).
 */
import seedrandom from 'seedrandom';
import type { StreamKey } from '../kernel/random.ts';

/**
 * Four int32 words drawn from ARC4 keyed by `seed`.
 *
 * ARC4 repeats its key until the state is full, so that '1' and '11' would give the same stream (seedrandom issues
 * #48 and #63), and it keeps only the low byte of each code unit. Hence UTF-8 bytes, and a terminator.
 */
export function rootStreamKey(seed: string): StreamKey {
  const bytes = Array.from(new TextEncoder().encode(seed), (byte) => String.fromCharCode(byte)).join('');
  const generator = seedrandom(`${bytes}\0`);
  return [generator.int32(), generator.int32(), generator.int32(), generator.int32()];
}

/** The name of one replication's randomness: seed and index together. */
export function replicationSeed(seed: string, replication: number): string {
  return `${seed}#${replication}`;
}
