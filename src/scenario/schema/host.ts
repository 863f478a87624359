/**
 * Schema of one entry of `hosts`: a server outside the cluster that Services without pods lead to.
 */
import * as z from 'zod';
import { APPLICATION, NETWORK } from '../defaults.ts';
import { distribution } from './distribution.ts';
import { duration, ipAddress, share } from './parts.ts';

export const hostSchema = z
  .strictObject({
    name: z.string().min(1).max(253).meta({ description: 'Its name in DNS, such as "db.example.com".' }),
    addresses: z
      .array(ipAddress('Where it is reached.'))
      .min(1)
      .max(1000)
      .meta({ description: 'Its addresses, each with a server of its own.' }),
    delay: duration('One-way delay between any node and it.').default(NETWORK.external),
    concurrency: z
      .int()
      .min(1)
      .max(100_000)
      .default(APPLICATION.concurrency)
      .meta({ description: 'Requests served at once per address.' }),
    queue: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(APPLICATION.queue)
      .meta({ description: 'Requests waiting at most per address; one more is answered 503 at once.' }),
    serviceTime: distribution('Time to serve one request, without waiting.').default(APPLICATION.serviceTime),
    failureRatio: share('Share of requests it answers with an error of its own.').default(
      APPLICATION.failureRatio,
    ),
  })
  .meta({ id: 'Host', description: 'A server outside the cluster; it never starts, stops or is probed.' });

export type Host = z.output<typeof hostSchema>;
