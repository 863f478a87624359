/**
 * Traffic of a complete scenario into the model's options.
 */
import type { ArrivalOptions, SetTrafficOptions, TrafficOptions } from '../../model/options.ts';
import type { Arrivals } from '../schema/arrivals.ts';
import type { ScenarioEvent } from '../schema/events.ts';
import type { Traffic } from '../schema/traffic.ts';
import { durationMs } from '../values/duration.ts';
import { ratePerSecond, shareOf } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';
import { connectionOptions, resolutionOptions, retryOptions } from './clients.ts';

/** @param service index of the Service it goes to. */
export function trafficOptions(
  traffic: Traffic,
  service: number,
  workloads: readonly string[],
): TrafficOptions {
  const { name, from, timeout, retries } = traffic;
  return {
    name,
    service,
    from: from === 'external' || from === 'cluster' ? from : { workload: workloads.indexOf(from) },
    ...(traffic.via !== undefined && { via: traffic.via }),
    ...(traffic.clients !== undefined && { clients: traffic.clients }),
    ...(traffic.dns && { resolution: resolutionOptions(traffic.dns) }),
    ...(traffic.environment && { environment: traffic.environment }),
    arrivals: arrivalOptions(traffic.arrivals),
    connections: connectionOptions(traffic.connections),
    timeoutMs: timeout === null ? null : durationMs(timeout),
    retries: retryOptions(retries),
  };
}

/** An event that changes the arrivals of a source. */
export type SetTraffic = Extract<ScenarioEvent, { readonly do: 'setTraffic' }>;

export function setTrafficOptions(
  { at, target, arrivals }: SetTraffic,
  sources: readonly string[],
): SetTrafficOptions {
  const source = sources.indexOf(target.slice('traffic/'.length));
  return { type: 'setTraffic', atMs: durationMs(at), source, arrivals: arrivalOptions(arrivals) };
}

function arrivalOptions(arrivals: Arrivals): ArrivalOptions {
  if ('poisson' in arrivals) return { type: 'poisson', ratePerSecond: ratePerSecond(arrivals.poisson.rate) };
  if ('constant' in arrivals)
    return { type: 'constant', ratePerSecond: ratePerSecond(arrivals.constant.rate) };
  if ('steps' in arrivals) {
    const steps = arrivals.steps.map(({ at, rate }) => ({
      fromMs: durationMs(at),
      ratePerSecond: ratePerSecond(rate),
    }));
    return { type: 'steps', steps };
  }
  if ('sine' in arrivals) {
    const { rate, amplitude, period, phase } = arrivals.sine;
    return {
      type: 'sine',
      ratePerSecond: ratePerSecond(rate),
      amplitudePerSecond: ratePerSecond(amplitude),
      periodMs: durationMs(period),
      phase: shareOf(phase),
    };
  }
  if ('mmpp' in arrivals) {
    const states = arrivals.mmpp.states.map(({ rate, mean }) => ({
      ratePerSecond: ratePerSecond(rate),
      meanMs: durationMs(mean),
    }));
    return { type: 'mmpp', states };
  }
  if ('trace' in arrivals) return traceOptions(arrivals.trace);
  const { users, thinkTime } = arrivals.closed;
  return { type: 'closed', users, thinkTime: samplerOf(thinkTime) };
}

/** Counts are steps: within an interval requests come at its rate. */
function traceOptions({ times, counts, interval, speed }: Trace): ArrivalOptions {
  if (counts === undefined) {
    const timesMs = (times ?? []).map((time) => durationMs(time) / speed);
    return { type: 'trace', timesMs: timesMs.toSorted((a, b) => a - b) };
  }
  const lengthMs = durationMs(interval!) / speed;
  const rates = [...counts, 0].map((count, i) => ({
    fromMs: i * lengthMs,
    ratePerSecond: (1000 * count) / lengthMs,
  }));
  return { type: 'steps', steps: rates };
}

type Trace = Extract<Arrivals, { readonly trace: unknown }>['trace'];
