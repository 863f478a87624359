/**
 * Schema of what a pod says about the nodes it may be on: fields of core/v1 PodSpec.
 */
import * as z from 'zod';

const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

const toleration = z.strictObject({
  key: z.string().optional().meta({ description: 'Key of the taint; left out: every key.' }),
  operator: z.enum(['Equal', 'Exists']).optional().meta({ description: 'Default: Equal.' }),
  value: z.string().optional().meta({ description: 'Value of the taint, with Equal.' }),
  effect: z.enum(TAINT_EFFECTS).optional().meta({ description: 'Left out: every effect.' }),
  tolerationSeconds: z
    .int()
    .optional()
    .meta({ description: 'For how long a NoExecute taint is tolerated; left out: for ever.' }),
});

export const tolerationsSchema = z.array(toleration).default([]).meta({
  description:
    'Taints of nodes that the pod bears. Every pod bears unreachable nodes for 300 s unless it says otherwise.',
});

export type Toleration = z.output<typeof toleration>;
