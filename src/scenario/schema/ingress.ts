/**
 * Schema of `cluster.ingress`: the controllers that traffic with `"via": "ingress"` comes by. Names and defaults are those
 * of ingress-nginx.
 */
import * as z from 'zod';
import { INGRESS } from '../defaults.ts';
import { choice, duration, positiveDuration, rate } from './parts.ts';

const nextUpstream = z
  .strictObject({
    on: z
      .array(choice(['error', 'timeout', 'http_500', 'http_503'], [], 'A condition.'))
      .default([...INGRESS.nextUpstream.on])
      .meta({ description: 'When another pod is tried; [] never (nginx: proxy_next_upstream).' }),
    tries: z
      .int()
      .min(1)
      .max(1000)
      .default(INGRESS.nextUpstream.tries)
      .meta({ description: 'Pods tried at most, the first included.' }),
    timeout: duration('No other pod is tried after this time; 0s: however long it takes.').default(
      INGRESS.nextUpstream.timeout,
    ),
  })
  .prefault({})
  .meta({ description: 'Retries on another pod.' });

const keepAlive = z
  .strictObject({
    connections: z.int().min(0).max(1_000_000).default(INGRESS.keepAlive.connections).meta({
      description: 'Idle connections to pods that each worker keeps; 0: a new one for every request.',
    }),
    idleTimeout: positiveDuration('An idle connection is closed after this time.').default(
      INGRESS.keepAlive.idleTimeout,
    ),
    maxRequests: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .default(INGRESS.keepAlive.maxRequests)
      .meta({ description: 'A connection is closed after this many requests.' }),
    maxAge: positiveDuration('A connection is closed with the first answer after this time.').default(
      INGRESS.keepAlive.maxAge,
    ),
  })
  .prefault({})
  .meta({ description: 'Connections to the pods.' });

export const ingress = z
  .strictObject({
    replicas: z.int().min(1).max(1000).default(INGRESS.replicas).meta({ description: 'Controllers.' }),
    workers: z
      .int()
      .min(1)
      .max(512)
      .default(INGRESS.workers)
      .meta({ description: 'Worker processes of each, which know nothing of each other.' }),
    loadBalance: choice(
      ['round_robin', 'ewma', 'chash', 'sticky_balanced', 'sticky_persistent'],
      [],
      'How a worker chooses the pod of a request; chash and the sticky ones by the client.',
    ).default(INGRESS.loadBalance),
    syncRateLimit: rate('Syncs of a controller per second at most.').default(INGRESS.syncRateLimit),
    workerPoll: positiveDuration('How often a worker looks for changed backends.').default(
      INGRESS.workerPoll,
    ),
    connectTimeout: positiveDuration('For a connection to a pod.').default(INGRESS.connectTimeout),
    readTimeout: positiveDuration("For a pod's answer.").default(INGRESS.readTimeout),
    nextUpstream,
    keepAlive,
  })
  .prefault({})
  .meta({ description: 'Ingress controllers, for traffic that comes "via": "ingress".' });
