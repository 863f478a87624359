/** One arrival process after another: what traffic that is changed in the course of the run amounts to. */
import { DrawBlock } from '../../../kernel/samplers/draw-block.ts';
import type { GapFiller } from './gap-filler.ts';

interface Part {
  readonly fromMs: number;
  readonly fill: GapFiller;
}

/** Each part begins anew at its time, and ends when the next one begins. @param parts the first from 0 on, in order. */
export function sequence(parts: readonly Part[]): GapFiller {
  let part = 0;
  let gaps = new DrawBlock(parts[0]!.fill);
  let nowMs = 0;
  /** When the part's next request would come. */
  let dueMs = 0;
  return (gapsMs) => {
    for (let i = 0; i < gapsMs.length; i++) {
      dueMs += gaps.next();
      for (let next = parts[part + 1]; next !== undefined && dueMs >= next.fromMs; next = parts[part + 1]) {
        part++;
        gaps = new DrawBlock(next.fill);
        dueMs = next.fromMs + gaps.next();
      }
      gapsMs[i] = dueMs === Infinity ? Infinity : dueMs - nowMs;
      nowMs = dueMs;
    }
  };
}
