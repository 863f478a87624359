/** Schema of a Pod (v1) that no controller made. */
import * as z from 'zod';
import { apiVersion, harmless, labelsSchema, objectMetaSchema } from './fields.ts';
import { podSpecSchema } from './pod.ts';

const metadata = z.strictObject({
  ...objectMetaSchema.shape,
  labels: labelsSchema.default({}).meta({ description: 'Labels, which Services select by.' }),
});

export const barePodSchema = z
  .strictObject({
    apiVersion: apiVersion('v1'),
    kind: z.literal('Pod'),
    metadata,
    spec: podSpecSchema,
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'Pod', description: 'A pod that no controller makes again, v1.' });

export type BarePod = z.output<typeof barePodSchema>;
