/**
 * Schema of one entry of `applications`: how the program in a workload's pods behaves, which no manifest can say.
 */
import * as z from 'zod';
import { APPLICATION } from '../defaults.ts';
import { cpuSchema } from './autoscaling.ts';
import { companionSchema } from './companion.ts';
import { callSchema } from './call.ts';
import { distribution } from './distribution.ts';
import { failuresSchema } from './failures.ts';
import { healthFields } from './health.ts';
import { choice, duration, exitCode, positiveDuration, share } from './parts.ts';

const coldStart = z
  .strictObject({
    factor: z
      .number()
      .min(1)
      .max(1000)
      .default(APPLICATION.coldStart.factor)
      .meta({ description: 'Multiplier of service times at first, ≥ 1.' }),
    duration: duration('Time over which the factor falls linearly to 1, from listening on.').default(
      APPLICATION.coldStart.duration,
    ),
  })
  .prefault({})
  .meta({ description: 'Slowness of a fresh pod: caches, JIT compilation, connection pools.' });

const health = z
  .strictObject({
    path: choice(
      ['separate', 'shared'],
      [],
      'Whether probes are answered aside, or wait in the same queue as requests.',
    ).default(APPLICATION.health.path),
    ...healthFields,
  })
  .prefault({})
  .meta({ description: 'The health endpoint.' });

const keepAlive = z
  .strictObject({
    idleTimeout: positiveDuration(
      'A connection without a request for so long is closed; what is on its way then is lost. Default: never.',
    ).optional(),
    maxRequests: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ description: 'The last of so many answers says "Connection: close". Default: no limit.' }),
    maxAge: positiveDuration(
      'The first answer after so long says "Connection: close". Default: no limit.',
    ).optional(),
  })
  .optional()
  .meta({ description: "The server's own limits of a kept-alive connection. Default: none." });

export const applicationSchema = z
  .strictObject({
    startup: distribution('Container start until it accepts connections.').default(APPLICATION.startup),
    initialization: distribution(
      'Then: it accepts, but answers 503 to requests and on its health endpoint.',
    ).default(APPLICATION.initialization),
    concurrency: z
      .int()
      .min(1)
      .max(100_000)
      .default(APPLICATION.concurrency)
      .meta({ description: 'Requests served at once per pod.' }),
    queue: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(APPLICATION.queue)
      .meta({ description: 'Requests waiting at most per pod; one more is answered 503 at once.' }),
    serviceTime: distribution('Time to serve one request, without waiting.').default(APPLICATION.serviceTime),
    discipline: choice(
      ['fifo', 'processorSharing'],
      [],
      'fifo: each slot has a core of its own. processorSharing: the requests in service share cpu.cores.',
    ).default(APPLICATION.discipline),
    cpu: cpuSchema.optional(),
    coldStart,
    onTerm: choice(
      ['exit', 'drain', 'ignore'],
      [],
      'On SIGTERM: exit at once (in-flight requests are reset), drain (stop accepting, finish, exit), or ignore it until SIGKILL.',
    ).default(APPLICATION.onTerm),
    failureRatio: share('Share of requests the application answers with an error of its own.').default(
      APPLICATION.failureRatio,
    ),
    health,
    keepAlive,
    crashAfter: distribution(
      'The process exits by itself so long after its start, every time. Default: it does not.',
    ).optional(),
    exitCode: exitCode.optional(),
    preStop: duration(
      'Length of a preStop hook that the manifest cannot say: exec of a program, or httpGet.',
    ).default(APPLICATION.preStop),
    postStart: duration('Length of a postStart hook that the manifest cannot say.').default(
      APPLICATION.postStart,
    ),
    postStartFailures: failuresSchema
      .optional()
      .meta({ description: 'Failures of its postStart hook, which kill it. Default: none.' }),
    readinessGates: distribution(
      "From a pod's creation until the conditions of its readiness gates are true; used only where the template has gates.",
    ).default(APPLICATION.readinessGates),
    containers: z.record(z.string(), companionSchema).default({}).meta({
      description:
        'Init containers, sidecars and containers beside the one behind the Service, by their names in the template.',
    }),
    calls: z
      .array(callSchema)
      .max(100)
      .default([])
      .meta({ description: 'Calls to other services, which a request waits for in its slot.' }),
  })
  .meta({ id: 'Application', description: "How the program in a workload's pods behaves." });

export type Application = z.output<typeof applicationSchema>;
