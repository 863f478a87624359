/**
 * Schema of arrivals: when the requests of a source come.
 */
import * as z from 'zod';
import { parseDuration } from '../values/duration.ts';
import { parseRate } from '../values/rate.ts';
import { distribution } from './distribution.ts';
import { duration, positiveDuration, rate, rateOrNone, share, tagged } from './parts.ts';

const ARRIVALS = ['poisson', 'constant', 'steps', 'sine', 'mmpp', 'trace', 'closed'];

const perSecond = z.strictObject({
  rate: rate('Mean number of requests per second (/s), minute (/m) or hour (/h).'),
});

/** NaN for what the schema refuses anyway. */
const durationOf = (text: string): number => parseDuration(text) ?? NaN;

const step = z.strictObject({
  at: duration('When the rate begins, from the start of the run (of a setTraffic event: from that event).'),
  rate: rateOrNone('Mean number of requests per second (/s), minute (/m) or hour (/h); 0/s for none.'),
});

const steps = z
  .array(step)
  .min(1)
  .max(100_000)
  .refine((all) => all.every(({ at }, i) => i === 0 || durationOf(at) > durationOf(all[i - 1]!.at)), {
    error: 'expected steps in the order of their times',
  })
  .meta({ description: 'Poisson at a rate that jumps; nothing before the first step.' });

const sine = z
  .strictObject({
    rate: rate('Mean rate.'),
    amplitude: rateOrNone('The rate goes from rate − amplitude to rate + amplitude.'),
    period: positiveDuration('Length of one wave.'),
    phase: share('Where in the wave it begins: 0 at the mean and rising, 0.25 at the top.').default(0),
  })
  .refine((wave) => (parseRate(wave.amplitude, true) ?? 0) <= (parseRate(wave.rate) ?? Infinity), {
    path: ['amplitude'],
    error: 'expected at most the rate: no rate is below 0',
  })
  .meta({ description: 'Poisson at a rate that swings, as the load of a day does.' });

const state = z.strictObject({
  rate: rateOrNone('Rate in this state.'),
  mean: positiveDuration('Mean length of a stay, which is exponential.'),
});

const mmpp = z
  .strictObject({
    states: z
      .array(state)
      .min(2)
      .max(100)
      .refine((states) => states.some((each) => parseRate(each.rate) !== null), {
        error: 'expected a rate above 0 in one of the states',
      })
      .meta({ description: 'From each state every other one follows with the same chance.' }),
  })
  .meta({ description: 'Bursts: a Poisson process whose rate goes at random from state to state.' });

const trace = z
  .strictObject({
    file: z.string().min(1).optional().meta({
      description:
        'CSV, relative to this file: a row per request, its time first (seconds, a duration or a date); with interval: a row per interval, its number of requests last.',
    }),
    interval: positiveDuration(
      'Length of an interval of counts: within one, arrivals are Poisson.',
    ).optional(),
    times: z
      .array(duration('A time.'))
      .min(1)
      .optional()
      .meta({ description: 'The times themselves, in place of a file.' }),
    counts: z
      .array(z.number().min(0).max(1e9))
      .min(1)
      .optional()
      .meta({ description: 'The counts themselves, in place of a file.' }),
    speed: z
      .number()
      .gt(0)
      .max(1e6)
      .default(1)
      .meta({ description: 'Times are divided by it: 60 plays an hour in a minute. Default: 1.' }),
  })
  .refine((each) => [each.file, each.times, each.counts].filter((one) => one !== undefined).length === 1, {
    error: 'expected exactly one of file, times, counts',
  })
  .refine((each) => each.counts === undefined || each.interval !== undefined, {
    path: ['interval'],
    error: 'required: expected the length of an interval beside counts',
  })
  .refine((each) => each.times === undefined || each.interval === undefined, {
    path: ['interval'],
    error: 'expected nothing: times need no interval',
  })
  .meta({ description: 'Recorded traffic, from its beginning; nothing after its end.' });

const closed = z
  .strictObject({
    users: z.int().min(1).max(1_000_000).meta({ description: 'Number of users.' }),
    thinkTime: distribution('Time of a user between the end of a request and the next one.'),
  })
  .meta({
    description: 'Users who wait for the answer before they send the next request, as in many load tests.',
  });

export const arrivals = tagged(
  [
    z.strictObject({ poisson: perSecond.meta({ description: 'Many independent users: exponential gaps.' }) }),
    z.strictObject({ constant: perSecond.meta({ description: 'One request every 1 / rate, exactly.' }) }),
    z.strictObject({ steps }),
    z.strictObject({ sine }),
    z.strictObject({ mmpp }),
    z.strictObject({ trace }),
    z.strictObject({ closed }),
  ],
  {
    words: 'expected arrivals such as { "poisson": { "rate": "200/s" } }',
    available: ARRIVALS,
    later: [],
  },
).meta({ id: 'Arrivals', description: 'When requests arrive. Only closed ones wait for answers.' });

export type Arrivals = z.output<typeof arrivals>;
