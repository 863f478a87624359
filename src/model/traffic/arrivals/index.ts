/** Open arrival processes: the gaps between a source's intended arrivals. Family: one function per member. */
import type { RandomStream } from '../../../kernel/random.ts';
import type { ArrivalOptions, OpenArrivalOptions } from '../../options.ts';
import type { GapFiller } from './gap-filler.ts';
import { mmpp, steps } from './piecewise.ts';
import { sequence } from './sequence.ts';
import { sine } from './sine.ts';
import { constant, poisson } from './steady.ts';
import { trace } from './trace.ts';

export interface ArrivalStreams {
  readonly arrivals: RandomStream;
  /** Of what modulates the rate. */
  readonly states: RandomStream;
}

/** A process and when it takes the place of the one before. */
export interface ArrivalPart {
  readonly fromMs: number;
  readonly arrivals: ArrivalOptions;
}

/** The arrivals of an open source; a closed one has none of its own. @param parts the first from 0 on, in order of time. */
export function createArrivals(parts: readonly ArrivalPart[], streams: ArrivalStreams): GapFiller {
  const open = parts.flatMap(({ fromMs, arrivals }) =>
    arrivals.type === 'closed' ? [] : [{ fromMs, fill: createProcess(arrivals, streams) }],
  );
  if (open.length === 0) return trace([]);
  return open.length === 1 ? open[0]!.fill : sequence(open);
}

function createProcess(options: OpenArrivalOptions, { arrivals, states }: ArrivalStreams): GapFiller {
  switch (options.type) {
    case 'poisson':
      return poisson(options.ratePerSecond, arrivals);
    case 'constant':
      return constant(options.ratePerSecond, arrivals);
    case 'steps':
      return steps(options, arrivals);
    case 'sine':
      return sine(options, arrivals);
    case 'mmpp':
      return mmpp(options, arrivals, states);
    case 'trace':
      return trace(options.timesMs);
  }
}
