/**
 * The kinds of objects that make pods, as one family: each with its schema, and the rules that span its fields.
 */
import type * as z from 'zod';
import type { Complaint } from '../draft.ts';
import { checkDeployment } from './check.ts';
import { deploymentSchema, type Deployment } from './deployment.ts';

/** A workload as parsed; `kind` tells them apart. */
export type Workload = Deployment;
export type WorkloadKind = Workload['kind'];

export interface WorkloadFamily {
  readonly schema: z.ZodType<Workload>;
  /** Groups of the API that the kind belongs to; '' is the core group. */
  readonly groups: readonly string[];
  readonly check: (workload: Workload) => readonly Complaint[];
}

const FAMILIES: Readonly<Record<WorkloadKind, WorkloadFamily>> = {
  Deployment: { schema: deploymentSchema, groups: ['', 'apps', 'extensions'], check: checkDeployment },
};

export function familyOf(kind: WorkloadKind): WorkloadFamily {
  return FAMILIES[kind];
}

export function isWorkloadKind(kind: string | null): kind is WorkloadKind {
  return kind !== null && Object.hasOwn(FAMILIES, kind);
}

export const WORKLOAD_KINDS = Object.keys(FAMILIES).filter((kind) => isWorkloadKind(kind));
