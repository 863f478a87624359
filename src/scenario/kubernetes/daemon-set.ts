/** Schema of a DaemonSet (apps/v1), with the defaults of SetDefaults_DaemonSet (pkg/apis/apps/v1/defaults.go). */
import * as z from 'zod';
import { choice } from '../schema/parts.ts';
import { apiVersion, harmless, minReadySeconds, objectMetaSchema, selector } from './fields.ts';
import { atMostAll } from './int-or-percent.ts';
import { podTemplateSchema } from './pod.ts';

const updateStrategy = z
  .strictObject({
    type: choice(
      ['RollingUpdate', 'OnDelete'],
      [],
      'Step by step, or whenever a pod is deleted. Default: "RollingUpdate".',
    ).default('RollingUpdate'),
    rollingUpdate: z
      .strictObject({
        maxUnavailable: atMostAll.default(1).meta({
          description: 'Nodes without an available pod during an update, rounded up. Default: 1.',
        }),
        maxSurge: atMostAll.default(0).meta({
          description:
            'Nodes with a second pod during an update, rounded up; maxUnavailable must be 0 then. Default: 0.',
        }),
      })
      .prefault({}),
  })
  .prefault({})
  .meta({ description: 'How a change of the template is carried out.' });

export const daemonSetSchema = z
  .strictObject({
    apiVersion: apiVersion('apps/v1'),
    kind: z.literal('DaemonSet'),
    metadata: objectMetaSchema,
    spec: z.strictObject({
      selector,
      minReadySeconds,
      updateStrategy,
      template: podTemplateSchema,
      revisionHistoryLimit: harmless('old ControllerRevisions have no pods'),
    }),
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'DaemonSet', description: 'A DaemonSet, apps/v1: one pod on every node that will have it.' });

export type DaemonSet = z.output<typeof daemonSetSchema>;
