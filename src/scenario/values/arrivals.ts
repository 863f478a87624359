/**
 * How many requests arrival processes are expected to bring, from their options alone. Closed ones are not asked: what
 * they send depends on the answers.
 */
import type {
  ArrivalOptions,
  ClosedArrivalOptions,
  OpenArrivalOptions,
  SimulationOptions,
} from '../../model/options.ts';
import { meanOf } from './sampler.ts';

/** A process and when it takes the place of the one before. */
interface Part {
  readonly fromMs: number;
  readonly arrivals: ArrivalOptions;
}

/** What a source does in the course of a run: its arrivals, and what `setTraffic` makes of them, in order of time. */
function partsOf({ traffic, events }: SimulationOptions, source: number): readonly Part[] {
  const changes = events.flatMap((event): Part[] =>
    event.type === 'setTraffic' && event.source === source
      ? [{ fromMs: event.atMs, arrivals: event.arrivals }]
      : [],
  );
  const first = { fromMs: 0, arrivals: traffic[source]!.arrivals };
  return [first, ...changes.toSorted((a, b) => a.fromMs - b.fromMs)];
}

/**
 * Requests that a source is expected to send from time 0 until `untilMs`.
 * @param serviceMs mean service time: users of a closed source send at most one request per think and service time.
 */
export function expectedArrivals(
  options: SimulationOptions,
  source: number,
  untilMs: number,
  serviceMs: number,
): number {
  const parts = partsOf(options, source);
  return parts.reduce((sum, { fromMs, arrivals }, i) => {
    const lengthMs = Math.max(0, Math.min(parts[i + 1]?.fromMs ?? Infinity, untilMs) - fromMs);
    const expected =
      arrivals.type === 'closed'
        ? (lengthMs * highestRate(arrivals, serviceMs)) / 1000
        : expectedWithin(arrivals, lengthMs);
    return sum + expected;
  }, 0);
}

/** The highest number of requests per second that so many users can send. */
function highestRate({ users, thinkTime }: ClosedArrivalOptions, serviceMs: number): number {
  return (1000 * users) / Math.max(meanOf(thinkTime) + serviceMs, 1e-3);
}

/** Requests within the first `lengthMs` of a process: the integral of its rate. */
function expectedWithin(arrivals: OpenArrivalOptions, lengthMs: number): number {
  switch (arrivals.type) {
    case 'poisson':
    case 'constant':
      return (arrivals.ratePerSecond * lengthMs) / 1000;
    case 'steps':
      return arrivals.steps.reduce((sum, { fromMs, ratePerSecond }, i) => {
        const untilMs = Math.min(arrivals.steps[i + 1]?.fromMs ?? Infinity, lengthMs);
        return sum + (ratePerSecond * Math.max(0, untilMs - fromMs)) / 1000;
      }, 0);
    case 'sine': {
      const { ratePerSecond, amplitudePerSecond, periodMs, phase } = arrivals;
      const turn = 2 * Math.PI;
      const swing = Math.cos(turn * phase) - Math.cos(turn * (phase + lengthMs / periodMs));
      return (ratePerSecond * lengthMs + (amplitudePerSecond * swing * periodMs) / turn) / 1000;
    }
    case 'mmpp': {
      const total = arrivals.states.reduce((sum, { meanMs }) => sum + meanMs, 0);
      const weighted = arrivals.states.reduce(
        (sum, { meanMs, ratePerSecond }) => sum + ratePerSecond * meanMs,
        0,
      );
      return ((weighted / total) * lengthMs) / 1000;
    }
    default:
      return arrivals.timesMs.filter((timeMs) => timeMs < lengthMs).length;
  }
}
