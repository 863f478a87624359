/** All adapters, in the order of the tables' letters. */
import type { Adapter } from './adapter.ts';
import { autoscalerDecisions } from './adapters/d-autoscaler.ts';
import { autoscalerLimits } from './adapters/d-limits.ts';
import { autoscalerReplicas } from './adapters/d-replicas.ts';

export const ADAPTERS: readonly Adapter[] = [autoscalerReplicas, autoscalerLimits, autoscalerDecisions];
