/**
 * How V8 compiles the threads that simulate.
 *
 * How much it may inline into one function: the events of a request pass through some twenty short methods, and with
 * the defaults (920 bytes of bytecode, and only calls made on 15 % of a function's runs) V8 calls half of them, and which
 * half is luck. Measured in turns, medians of fresh processes: a request costs a tenth less with more bytes, and with
 * rarer calls, too, a further tenth less with everything on, and processes differ less.
 *
 * How long it looks on (66 KiB of bytecode by default) before it compiles: four times as long, and a third less is
 * compiled, because less of it proves wrong when a rare case comes, and less of what a replication begins with is. One
 * thread takes as long as before, because compilers work beside it; two on two processors take 6 % less.
 */
import { setFlagsFromString } from 'node:v8';

export const V8_OPTIONS: readonly string[] = [
  '--max-inlined-bytecode-size-cumulative=3000',
  '--min-inlining-frequency=0.01',
  '--interrupt-budget=280000',
];

/** For the whole process, and only for what is compiled from now on; so the threads that simulate begin with it. */
export function applyV8Options(): void {
  V8_OPTIONS.forEach(setFlagsFromString);
}
