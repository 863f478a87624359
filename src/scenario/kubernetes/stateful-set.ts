/** Schema of a StatefulSet (apps/v1), with the defaults of SetDefaults_StatefulSet (pkg/apis/apps/v1/defaults.go). */
import * as z from 'zod';
import { choice } from '../schema/parts.ts';
import {
  apiVersion,
  harmless,
  minReadySeconds,
  objectMetaSchema,
  replicas,
  selector,
  unmodelled,
} from './fields.ts';
import { atMostAll } from './int-or-percent.ts';
import { podTemplateSchema } from './pod.ts';

const updateStrategy = z
  .strictObject({
    type: choice(
      ['RollingUpdate', 'OnDelete'],
      [],
      'From the highest ordinal down one by one, or whenever a pod is deleted. Default: "RollingUpdate".',
    ).default('RollingUpdate'),
    rollingUpdate: z
      .strictObject({
        partition: z
          .int()
          .min(0)
          .default(0)
          .meta({ description: 'Ordinals below it keep the template they have. Default: 0.' }),
        maxUnavailable: atMostAll.default(1).meta({
          description:
            'Pods that may be away during an update, or a percentage of the replicas, rounded down to no less than 1 (gate MaxUnavailableStatefulSet, on since 1.35). Default: 1.',
        }),
      })
      .prefault({}),
  })
  .prefault({})
  .meta({ description: 'How a change of the template is carried out.' });

export const statefulSetSchema = z
  .strictObject({
    apiVersion: apiVersion('apps/v1'),
    kind: z.literal('StatefulSet'),
    metadata: objectMetaSchema,
    spec: z.strictObject({
      replicas,
      selector,
      minReadySeconds,
      podManagementPolicy: choice(
        ['OrderedReady', 'Parallel'],
        [],
        'Whether pods are made and removed one after the other, or all at once. Default: "OrderedReady".',
      ).default('OrderedReady'),
      updateStrategy,
      template: podTemplateSchema,
      serviceName: harmless('pods are reached through the Services that select them'),
      revisionHistoryLimit: harmless('old ControllerRevisions have no pods'),
      volumeClaimTemplates: harmless('volumes are there at once'),
      persistentVolumeClaimRetentionPolicy: harmless('storage does not affect the simulated requests'),
      ordinals: unmodelled('ordinals begin at 0 in this version'),
    }),
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'StatefulSet', description: 'A StatefulSet, apps/v1.' });

export type StatefulSet = z.output<typeof statefulSetSchema>;
