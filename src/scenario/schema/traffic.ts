/**
 * Schema of one entry of `traffic`: who sends how many requests to which Service, and how.
 */
import * as z from 'zod';
import { RESOLUTION, TRAFFIC } from '../defaults.ts';
import { arrivals } from './arrivals.ts';
import { choice, duration, positiveDuration, tagged } from './parts.ts';

const keepAlive = z.strictObject({
  pool: z
    .int()
    .min(1)
    .max(100_000)
    .default(TRAFFIC.keepAlive.pool)
    .meta({ description: 'Connections per client at most.' }),
  idleTimeout: positiveDuration('An idle connection is closed by the client after this time.').default(
    TRAFFIC.keepAlive.idleTimeout,
  ),
  maxRequests: z
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .default(TRAFFIC.keepAlive.maxRequests)
    .meta({ description: 'A connection is closed after this many requests.' }),
  maxAge: positiveDuration(
    'A connection older than this is not used again. Default: however old it is.',
  ).optional(),
});

const http2 = z.strictObject({
  connections: z.int().min(1).max(100_000).default(TRAFFIC.http2.connections).meta({
    description: 'Connections per client at most; another one is opened only when the others are full.',
  }),
  maxConcurrentStreams: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .default(TRAFFIC.http2.maxConcurrentStreams)
    .meta({ description: 'Requests at once per connection, as the server allows; more wait.' }),
  idleTimeout: positiveDuration(
    'A connection without requests is closed by the client after this time.',
  ).default(TRAFFIC.http2.idleTimeout),
  maxAge: positiveDuration(
    'A connection older than this gets no new requests. Default: however old it is.',
  ).optional(),
});

export const connections = tagged(
  [
    z.strictObject({
      perRequest: z
        .literal(true, { error: 'expected true' })
        .meta({ description: 'A new connection for every request.' }),
    }),
    z.strictObject({
      keepAlive: keepAlive.meta({
        description: 'A pool of kept-alive connections; the most recently used idle one is taken first.',
      }),
    }),
    z.strictObject({
      http2: http2.meta({ description: 'HTTP/2 (gRPC): many requests at once on one connection.' }),
    }),
  ],
  {
    words: 'expected { "perRequest": true }, { "keepAlive": { "pool": 32 } } or { "http2": {} }',
    available: ['perRequest', 'keepAlive', 'http2'],
    later: [],
  },
)
  .default(TRAFFIC.connections)
  .meta({ description: 'How requests use connections; only a new connection is balanced by kube-proxy.' });

export const dns = z
  .strictObject({
    refresh: choice(
      ['perConnection', 'onTtl', 'onFailure', 'never'],
      [],
      'When a client looks the name up: for every new connection, when the last answer is too old, after a connection failed, or once.',
    ).default(RESOLUTION.refresh),
    pick: choice(
      ['first', 'random', 'roundRobin'],
      [],
      'Which address of an answer that is kept: the first, any, or each in turn.',
    ).default(RESOLUTION.pick),
    ttl: duration("How old an answer may be. Default: what the answer's TTL says.").optional(),
    negativeTtl: duration(
      'How old the answer may be that there is no such name. Default: what its TTL says.',
    ).optional(),
  })
  .optional()
  .meta({
    description:
      'How clients look the name up. Default: for every new connection to a headless Service or an ExternalName; others have an address that clients know.',
  });

export const environment = z
  .strictObject({
    serviceCreated: choice(
      ['beforePods', 'afterPods'],
      [],
      'Before or after the pods that the run begins with; after: their containers have no variables of it until they are started again.',
    ).default('beforePods'),
  })
  .optional()
  .meta({
    description:
      'Clients that are pods find the Service by the environment of their container ({SVC}_SERVICE_HOST), which is as it was when the container was created. Default: by its name.',
  });

/** Of the Service that requests go to. */
export const port = z
  .union([z.int().min(1).max(65_535), z.string().min(1)], {
    error: 'expected the number or the name of a port of the Service',
  })
  .optional()
  .meta({ description: 'Port of the Service, by number or name. Default: its first.' });

export const retries = z
  .strictObject({
    attempts: z
      .int()
      .min(0)
      .max(100)
      .default(TRAFFIC.retries.attempts)
      .meta({ description: 'Further attempts after the first one failed.' }),
    backoff: duration('Wait before each further attempt.').default(TRAFFIC.retries.backoff),
  })
  .prefault({})
  .meta({ description: "The client's retries." });

export const trafficSchema = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'Name of the source in reports.' }),
    to: z.string().min(1).meta({ description: 'Name of the Service.' }),
    port,
    from: z.string().min(1).default(TRAFFIC.from).meta({
      description:
        '"external" (enters by a random node), "cluster" (a client on every node), or the name of a workload whose pods are the clients.',
    }),
    via: z.literal('ingress', { error: 'expected "ingress"' }).optional().meta({
      description:
        'From "external": through the ingress controller of cluster.ingress, which chooses a pod for each request. Default: straight to the Service.',
    }),
    host: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'With "via": "ingress", instead of "to": the rules of Ingresses choose by it.' }),
    path: z
      .string()
      .regex(/^\//, { error: 'expected an absolute path, such as "/cart"' })
      .optional()
      .meta({ description: 'With "via": "ingress", instead of "to": the same by the path. Default: /.' }),
    clients: z.int().min(1).max(200_000).optional().meta({
      description:
        'From "external": number of clients, each with an address and connections of its own. Default: 1.',
    }),
    dns,
    environment,
    arrivals,
    connections,
    timeout: positiveDuration('A duration.')
      .nullable()
      .default(TRAFFIC.timeout)
      .meta({ description: 'From the intended arrival until the client gives up; null: never.' }),
    retries,
  })
  .meta({ id: 'Traffic', description: 'One source of requests.' });

export type Traffic = z.output<typeof trafficSchema>;
