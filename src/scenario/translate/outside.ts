/** Hosts outside the cluster, and the endpoints of Services that lead to them, into the model's options. */
import type { HostOptions, ManualEndpoint } from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import { areOf, endpointsFor, takesWritten, type WrittenEndpoints } from '../kubernetes/endpoints.ts';
import type { Service } from '../kubernetes/service.ts';
import type { Host } from '../schema/host.ts';
import { durationMs } from '../values/duration.ts';
import { shareOf } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';

export function hostOptions({ name, addresses, delay, ...program }: Host): HostOptions {
  const nothing = { type: 'constant', value: 0 } as const;
  return {
    name,
    addresses,
    delayMs: durationMs(delay),
    application: {
      startup: nothing,
      initialization: nothing,
      concurrency: program.concurrency,
      queue: program.queue,
      serviceTime: samplerOf(program.serviceTime),
      coldStart: { factor: 1, durationMs: 0 },
      onTerm: 'ignore',
      failureRatio: shareOf(program.failureRatio),
      health: { path: 'separate', serviceTime: nothing },
    },
  };
}

/** What is written by hand for a port of a Service without a selector; `undefined` for the others. */
export function manualEndpoints(
  service: Service,
  port: number,
  { resources }: Scenario,
): ManualEndpoint[] | undefined {
  if (!takesWritten(service)) return undefined;
  const written = resources.filter(
    (each): each is WrittenEndpoints =>
      (each.kind === 'Endpoints' || each.kind === 'EndpointSlice') && areOf(each, service),
  );
  return endpointsFor(service.spec.ports[port]?.name ?? '', written);
}
