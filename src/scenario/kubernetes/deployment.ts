/**
 * Schema of a Deployment (apps/v1), with the defaults of SetDefaults_Deployment (pkg/apis/apps/v1/defaults.go).
 */
import * as z from 'zod';
import { choice } from '../schema/parts.ts';
import { harmless, labelsSchema, objectMetaSchema, seconds, unmodelled } from './fields.ts';
import { podTemplateSchema } from './pod.ts';

const WORDS = 'expected a number of pods such as 1, or a percentage such as "25%"';

const intOrPercent = z.union(
  [
    z.int({ error: WORDS }).min(0, { error: WORDS }),
    z.string({ error: WORDS }).regex(/^\d{1,6}%$/, { error: WORDS }),
  ],
  {
    error: WORDS,
  },
);

const atMostAll = intOrPercent.refine(
  (value) => typeof value === 'number' || Number.parseInt(value, 10) <= 100,
  {
    error: 'expected at most "100%"',
  },
);

const rollingUpdate = z
  .strictObject({
    maxSurge: intOrPercent
      .default('25%')
      .meta({ description: 'Pods above replicas during a rollout, rounded up. Default: "25%".' }),
    maxUnavailable: atMostAll
      .default('25%')
      .meta({ description: 'Pods below replicas during a rollout, rounded down. Default: "25%".' }),
  })
  .prefault({});

const strategy = z
  .strictObject({
    type: choice(['RollingUpdate'], ['Recreate'], 'How pods are replaced.').default('RollingUpdate'),
    rollingUpdate,
  })
  .prefault({})
  .meta({ description: 'How a rollout proceeds.' });

const selector = z.strictObject({
  matchLabels: labelsSchema.default({}),
  matchExpressions: harmless('a Deployment owns the pods it made'),
});

const spec = z.strictObject({
  replicas: z.int().min(0).max(10_000).default(1).meta({ description: 'Number of pods. Default: 1.' }),
  selector: selector.meta({ description: "Must match the template's labels." }),
  strategy,
  minReadySeconds: seconds('How long a pod must have been ready to count as available.', 0),
  template: podTemplateSchema,
  paused: unmodelled('paused Deployments are not modelled in this version'),
  progressDeadlineSeconds: harmless('only reports; the rollout goes on'),
  revisionHistoryLimit: harmless('old ReplicaSets have no pods'),
});

export const deploymentSchema = z
  .strictObject({
    apiVersion: z.literal('apps/v1', { error: 'expected "apps/v1"' }).default('apps/v1'),
    kind: z.literal('Deployment'),
    metadata: objectMetaSchema,
    spec,
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'Deployment', description: 'A Deployment, apps/v1.' });

export type Deployment = z.output<typeof deploymentSchema>;
