/**
 * Schema of a Deployment (apps/v1), with the defaults of SetDefaults_Deployment (pkg/apis/apps/v1/defaults.go).
 */
import * as z from 'zod';
import { choice } from '../schema/parts.ts';
import { apiVersion, harmless, minReadySeconds, objectMetaSchema, replicas, selector } from './fields.ts';
import { atMostAll, intOrPercent } from './int-or-percent.ts';
import { podTemplateSchema } from './pod.ts';

const rollingUpdate = z.strictObject({
  maxSurge: intOrPercent
    .default('25%')
    .meta({ description: 'Pods above replicas during a rollout, rounded up. Default: "25%".' }),
  maxUnavailable: atMostAll
    .default('25%')
    .meta({ description: 'Pods below replicas during a rollout, rounded down. Default: "25%".' }),
});

const strategy = z
  .strictObject({
    type: choice(
      ['RollingUpdate', 'Recreate'],
      [],
      'How pods are replaced: step by step, or all old ones before the first new one. Default: "RollingUpdate".',
    ).default('RollingUpdate'),
    rollingUpdate: rollingUpdate.optional(),
  })
  .overwrite((given) =>
    given.type === 'Recreate'
      ? given
      : { ...given, rollingUpdate: given.rollingUpdate ?? rollingUpdate.parse({}) },
  )
  .prefault({})
  .meta({ description: 'How a rollout proceeds.' });

const MAX_INT32 = 2 ** 31 - 1;

const spec = z.strictObject({
  replicas,
  selector,
  strategy,
  minReadySeconds,
  template: podTemplateSchema,
  paused: z
    .boolean()
    .default(false)
    .meta({ description: 'No rollout proceeds while it is true. Default: false.' }),
  progressDeadlineSeconds: z.int().min(1).max(MAX_INT32).default(600).meta({
    description: 'Without progress for so long, a rollout is reported as failed; it goes on. Default: 600.',
  }),
  revisionHistoryLimit: z
    .int()
    .min(0)
    .max(MAX_INT32)
    .default(10)
    .meta({ description: 'Old ReplicaSets that are kept, to go back to. Default: 10.' }),
});

export const deploymentSchema = z
  .strictObject({
    apiVersion: apiVersion('apps/v1'),
    kind: z.literal('Deployment'),
    metadata: objectMetaSchema,
    spec,
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'Deployment', description: 'A Deployment, apps/v1.' });

export type Deployment = z.output<typeof deploymentSchema>;
