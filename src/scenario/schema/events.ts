/**
 * Schema of one entry of `events`: what changes underneath the service, and when.
 */
import * as z from 'zod';
import { valueAt } from '../text/path.ts';
import { NODE_EVENTS, nodeEvents } from './node-events.ts';
import { choiceSentence } from './parts.ts';
import { POD_FAULTS, podFaultSchemas } from './pod-faults.ts';
import { WORKLOAD_EVENTS, workloadEventSchemas } from './workload-events.ts';

const EVENTS = [...WORKLOAD_EVENTS, ...POD_FAULTS, ...NODE_EVENTS] as const;
const EVENTS_LATER = ['setTraffic'];

const wrongAction = choiceSentence(EVENTS, EVENTS_LATER);

export const eventSchema = z
  .discriminatedUnion('do', [...workloadEventSchemas, ...podFaultSchemas, ...nodeEvents], {
    error: ({ input }) => wrongAction({ input: valueAt(input, ['do']) }),
  })
  .meta({ id: 'Event', description: 'One change underneath the service.' });

export type ScenarioEvent = z.output<typeof eventSchema>;
