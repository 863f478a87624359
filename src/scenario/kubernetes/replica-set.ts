/**
 * Schemas of a ReplicaSet (apps/v1) and a ReplicationController (v1), with the defaults of pkg/apis/apps/v1/defaults.go
 * and pkg/apis/core/v1/defaults.go (a ReplicationController selects by its template's labels).
 */
import * as z from 'zod';
import {
  apiVersion,
  harmless,
  labelsSchema,
  minReadySeconds,
  objectMetaSchema,
  replicas,
  selector,
} from './fields.ts';
import { podTemplateSchema } from './pod.ts';

export const replicaSetSchema = z
  .strictObject({
    apiVersion: apiVersion('apps/v1'),
    kind: z.literal('ReplicaSet'),
    metadata: objectMetaSchema,
    spec: z.strictObject({ replicas, selector, minReadySeconds, template: podTemplateSchema }),
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'ReplicaSet', description: 'A ReplicaSet without a Deployment, apps/v1.' });

export const replicationControllerSchema = z
  .strictObject({
    apiVersion: apiVersion('v1'),
    kind: z.literal('ReplicationController'),
    metadata: objectMetaSchema,
    spec: z.strictObject({
      replicas,
      selector: labelsSchema.optional().meta({ description: "Default: the template's labels." }),
      minReadySeconds,
      template: podTemplateSchema,
    }),
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'ReplicationController', description: 'A ReplicationController, v1.' });

export type ReplicaSet = z.output<typeof replicaSetSchema>;
export type ReplicationController = z.output<typeof replicationControllerSchema>;
