/**
 * Schema of a PodDisruptionBudget (policy/v1).
 */
import * as z from 'zod';
import type { Complaint } from '../draft.ts';
import { harmless, labelsSchema, objectMetaSchema, unmodelled } from './fields.ts';

const WORDS = 'expected a number of pods such as 1, or a percentage such as "25%"';

const intOrPercent = z.union(
  [
    z.int({ error: WORDS }).min(0, { error: WORDS }),
    z.string({ error: WORDS }).regex(/^(?:\d{1,2}|100)%$/, { error: WORDS }),
  ],
  { error: WORDS },
);

const specSchema = z.strictObject({
  minAvailable: intOrPercent
    .optional()
    .meta({ description: 'Pods that must stay healthy; a percentage of the replicas, rounded up.' }),
  maxUnavailable: intOrPercent
    .optional()
    .meta({ description: 'Pods that may be missing; a percentage of the replicas, rounded up.' }),
  selector: z
    .strictObject({
      matchLabels: labelsSchema.default({}).meta({ description: 'Labels of the pods.' }),
      matchExpressions: unmodelled('only matchLabels select pods in this version'),
    })
    .prefault({})
    .meta({ description: 'The pods of the budget, in its namespace.' }),
  unhealthyPodEvictionPolicy: z.enum(['IfHealthyBudget', 'AlwaysAllow']).optional().meta({
    description:
      'Whether a pod that is not ready may be evicted even when too few are healthy. Default: IfHealthyBudget.',
  }),
});

export const disruptionBudgetSchema = z
  .strictObject({
    apiVersion: z.literal('policy/v1', { error: 'expected "policy/v1"' }).default('policy/v1'),
    kind: z.literal('PodDisruptionBudget'),
    metadata: objectMetaSchema,
    spec: specSchema,
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'PodDisruptionBudget', description: 'A PodDisruptionBudget, policy/v1.' });

export type DisruptionBudget = z.output<typeof disruptionBudgetSchema>;

/** @see pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec */
export function checkDisruptionBudget({ spec }: DisruptionBudget): Complaint[] {
  const { minAvailable, maxUnavailable, selector } = spec;
  const complaints: Complaint[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const expected = 'expected either minAvailable or maxUnavailable, not both';
    complaints.push({ path: ['spec', 'maxUnavailable'], expected });
  }
  if (Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions === undefined) {
    const expected = 'required: expected at least one label (evictions take an empty selector for none)';
    complaints.push({ path: ['spec', 'selector', 'matchLabels'], expected });
  }
  return complaints;
}
