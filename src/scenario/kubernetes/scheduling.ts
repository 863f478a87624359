/**
 * Schema of what a pod says about the nodes it may be on: fields of core/v1 PodSpec.
 */
import * as z from 'zod';
import { parseQuantity, QUANTITY_WORDS } from '../values/quantity.ts';
import { ignoring, unmodelled } from './fields.ts';

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

/** A taint of a node. */
export const taintSchema = z.strictObject({
  key: z.string().min(1).meta({ description: 'Key.' }),
  value: z.string().optional().meta({ description: 'Value. Default: none.' }),
  effect: z.enum(TAINT_EFFECTS).meta({ description: 'What happens to pods that do not tolerate it.' }),
});

/** @see QUANTITY_WORDS */
export function quantitySchema(description: string) {
  return z
    .union([z.string(), z.number()], { error: QUANTITY_WORDS })
    .refine((value) => parseQuantity(value) !== null, { error: QUANTITY_WORDS })
    .meta({ description });
}

const OTHER_RESOURCES = ['ephemeral-storage', 'hugepages-1Gi', 'hugepages-2Mi'] as const;

const requests = z
  .strictObject({
    cpu: quantitySchema('Cores.').optional(),
    memory: quantitySchema('Bytes.').optional(),
    ...ignoring(OTHER_RESOURCES, () => unmodelled('only cpu and memory are weighed in this version')),
  })
  .optional()
  .meta({ description: 'What the scheduler weighs against the capacity of nodes.' });

const limits = z
  .strictObject({
    cpu: quantitySchema(
      'Cores. The container behind the Service is throttled beyond them, as far as applications.NAME.cpu says that requests are work of the CPU.',
    ).optional(),
    memory: quantitySchema(
      'Bytes; also what is asked for where requests say nothing. How much is used is not modelled.',
    ).optional(),
    ...ignoring(OTHER_RESOURCES, () => unmodelled('only cpu and memory are weighed in this version')),
  })
  .optional()
  .meta({ description: 'What a container may use. Where requests say nothing, it asks for as much.' });

export const resourcesSchema = z
  .strictObject({
    requests,
    limits,
    claims: unmodelled('dynamic resource allocation is not modelled'),
  })
  .optional()
  .meta({ description: 'Compute resources.' });

export type Toleration = z.output<typeof toleration>;
