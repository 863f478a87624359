/** When the requests of a traffic source come, as plain data. */
import type { SamplerOptions } from '../../kernel/samplers/options.ts';

/** How requests come without waiting for answers. Rates in requests per second; > 0 unless said otherwise. */
export type OpenArrivalOptions =
  | { readonly type: 'poisson'; readonly ratePerSecond: number }
  | { readonly type: 'constant'; readonly ratePerSecond: number }
  /** Poisson; nothing before the first step, the last one for ever. Rates ≥ 0; times rise. */
  | {
      readonly type: 'steps';
      readonly steps: readonly { readonly fromMs: number; readonly ratePerSecond: number }[];
    }
  /** Poisson at ratePerSecond + amplitudePerSecond × sin 2π(time / periodMs + phase); amplitude ≤ rate, phase 0…1. */
  | {
      readonly type: 'sine';
      readonly ratePerSecond: number;
      readonly amplitudePerSecond: number;
      readonly periodMs: number;
      readonly phase: number;
    }
  /** Poisson at a rate that goes from state to state; each lasts an exponential time. Rates ≥ 0. */
  | {
      readonly type: 'mmpp';
      readonly states: readonly { readonly ratePerSecond: number; readonly meanMs: number }[];
    }
  /** At these times, ≥ 0 and in order. */
  | { readonly type: 'trace'; readonly timesMs: readonly number[] };

/** Each user thinks, sends a request, waits for its end, and thinks again. */
export interface ClosedArrivalOptions {
  readonly type: 'closed';
  readonly users: number;
  readonly thinkTime: SamplerOptions;
}

export type ArrivalOptions = OpenArrivalOptions | ClosedArrivalOptions;

/** The arrivals of a source change: they begin anew at that time. Closed ones stay closed, open ones open. */
export interface SetTrafficOptions {
  readonly type: 'setTraffic';
  readonly atMs: number;
  /** Index of the traffic source. */
  readonly source: number;
  readonly arrivals: ArrivalOptions;
}
