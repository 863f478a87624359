/**
 * The schema of a scenario file as a whole: the one source of types, checks, JSON Schema and documentation. It keeps
 * durations and rates as the user wrote them; what is derived from several fields (warm-up, seed, title) and what
 * refers from one place to another is completed and checked elsewhere.
 */
import * as z from 'zod';
import { EXPERIMENT } from '../defaults.ts';
import { applicationSchema } from './application.ts';
import { metricsSchema } from './autoscaling.ts';
import { clusterSchema } from './cluster.ts';
import { eventSchema } from './events.ts';
import { hostSchema } from './host.ts';
import { positiveDuration, sentence } from './parts.ts';
import { thresholdsSchema } from './thresholds.ts';
import { trafficSchema } from './traffic.ts';
import { DURATION_PATTERN, DURATION_WORDS, parseDuration } from '../values/duration.ts';

const WARMUP_WORDS = `${DURATION_WORDS}, or "auto"`;

const warmup = z
  .string({ error: sentence(WARMUP_WORDS) })
  .regex(new RegExp(`^auto$|${DURATION_PATTERN.source}`), { error: WARMUP_WORDS, abort: true })
  .refine((text) => text === 'auto' || parseDuration(text) !== null, { error: WARMUP_WORDS })
  .optional()
  .meta({
    description:
      'Requests that arrive before are not counted. "auto" finds its end from pilot runs (MSER-5). Default: 30s, or a quarter of a shorter duration.',
  });

const resource = z
  .looseObject({ kind: z.string().min(1) })
  .meta({ id: 'Resource', description: 'A Kubernetes object.' });

export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'Where editors find the JSON Schema of this file.' }),
    version: z
      .literal(1, { error: sentence('expected 1, the version of the scenario format') })
      .meta({ description: 'Version of this format: 1.' }),
    title: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Shown above every report. Default: the name of the file.' }),
    question: z.string().min(1).optional().meta({ description: 'The question the scenario answers.' }),
    duration: positiveDuration('Simulated time during which requests arrive.').default(EXPERIMENT.duration),
    warmup,
    seed: z
      .union([z.string(), z.int()], { error: 'expected a text or a whole number' })
      .optional()
      .meta({ description: 'Any text: the same seed gives the same result. Default: the title, or "0".' }),
    replications: z
      .int()
      .min(1)
      .max(100_000)
      .default(EXPERIMENT.replications)
      .meta({ description: 'Independent runs that intervals are computed from.' }),
    manifests: z
      .array(z.string().min(1))
      .default([])
      .meta({ description: 'Files of Kubernetes YAML or JSON, relative to this file.' }),
    resources: z.array(resource).default([]).meta({
      description: 'Kubernetes objects; apiVersion, image and names of containers may be left out.',
    }),
    cluster: clusterSchema,
    applications: z
      .record(z.string(), applicationSchema)
      .default({})
      .meta({ description: 'How the programs behave; the key is the name of the workload.' }),
    hosts: z
      .array(hostSchema)
      .max(1000)
      .default([])
      .meta({ description: 'Servers outside the cluster, behind Services without pods.' }),
    traffic: z
      .array(trafficSchema)
      .min(1, { error: 'expected at least one source of requests' })
      .meta({ description: 'Who sends requests.' }),
    metrics: metricsSchema.optional(),
    events: z.array(eventSchema).default([]).meta({ description: 'What changes, and when.' }),
    thresholds: thresholdsSchema,
  })
  .meta({ title: 'Scenario', description: 'A scenario of the Kubernetes service simulator.' });

/** A scenario as parsed: defaults of single fields are in; durations and rates are text. */
export type ParsedScenario = z.output<typeof scenarioSchema>;
