/** The stream key of all benchmarks of parts. */
import type { StreamKey } from '../../src/kernel/random.ts';

export const KEY: StreamKey = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
