/**
 * Schema of a container's resources (core/v1 ResourceRequirements).
 */
import * as z from 'zod';
import { quantity } from '../schema/autoscaling.ts';
import { harmless, ignoring, unmodelled } from './fields.ts';

const OTHERS = ['ephemeral-storage', 'hugepages-2Mi', 'hugepages-1Gi', 'nvidia.com/gpu'];

const others = () => ignoring(OTHERS, () => harmless('does not affect requests'));

export const resourcesSchema = z.strictObject({
  requests: z
    .strictObject({
      cpu: quantity(
        'Cores, such as "250m": what HorizontalPodAutoscalers measure the usage against.',
      ).optional(),
      memory: unmodelled('memory is not modelled in this version'),
      ...others(),
    })
    .optional()
    .meta({ description: 'What the container requests.' }),
  limits: z
    .strictObject({
      cpu: unmodelled('CPU limits and throttling are not modelled in this version'),
      memory: unmodelled('memory is not modelled in this version'),
      ...others(),
    })
    .optional()
    .meta({ description: 'What the container may use at most.' }),
  claims: harmless('does not affect requests'),
});
