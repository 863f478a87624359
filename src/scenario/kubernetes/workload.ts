/**
 * The kinds of objects that make pods, as one family: each with its schema, the rules that span its fields, and what
 * its users can do to it.
 */
import type * as z from 'zod';
import type { Complaint } from '../draft.ts';
import { barePodSchema, type BarePod } from './bare-pod.ts';
import {
  checkBarePod,
  checkDaemonSet,
  checkDeployment,
  checkReplicaSet,
  checkReplicationController,
  checkStatefulSet,
} from './check.ts';
import { daemonSetSchema, type DaemonSet } from './daemon-set.ts';
import { deploymentSchema, type Deployment } from './deployment.ts';
import type { PodTemplate } from './pod.ts';
import { statefulSetSchema, type StatefulSet } from './stateful-set.ts';
import {
  replicaSetSchema,
  replicationControllerSchema,
  type ReplicaSet,
  type ReplicationController,
} from './replica-set.ts';

/** A workload as parsed; `kind` tells them apart. */
export type Workload = Deployment | ReplicaSet | ReplicationController | StatefulSet | DaemonSet | BarePod;
export type WorkloadKind = Workload['kind'];

export interface WorkloadFamily {
  readonly schema: z.ZodType<Workload>;
  /** Groups of the API that the kind belongs to; '' is the core group. */
  readonly groups: readonly string[];
  /** Events that kubectl allows, beside those that befall single pods. */
  readonly events: readonly string[];
  check(workload: Workload): readonly Complaint[];
}

const ROLLOUTS = ['rolloutRestart', 'rolloutUndo'];

const FAMILIES: Readonly<Record<WorkloadKind, WorkloadFamily>> = {
  Deployment: {
    schema: deploymentSchema,
    groups: ['', 'apps', 'extensions'],
    events: [...ROLLOUTS, 'pause', 'resume', 'scale', 'setImage', 'delete'],
    check: checkDeployment,
  },
  ReplicaSet: {
    schema: replicaSetSchema,
    groups: ['', 'apps', 'extensions'],
    events: ['scale', 'setImage', 'delete'],
    check: checkReplicaSet,
  },
  ReplicationController: {
    schema: replicationControllerSchema,
    groups: [''],
    events: ['scale', 'setImage', 'delete'],
    check: checkReplicationController,
  },
  StatefulSet: {
    schema: statefulSetSchema,
    groups: ['', 'apps'],
    events: [...ROLLOUTS, 'scale', 'setImage', 'delete'],
    check: checkStatefulSet,
  },
  DaemonSet: {
    schema: daemonSetSchema,
    groups: ['', 'apps', 'extensions'],
    events: [...ROLLOUTS, 'setImage', 'delete'],
    check: checkDaemonSet,
  },
  Pod: { schema: barePodSchema, groups: [''], events: ['delete'], check: checkBarePod },
};

export function familyOf(kind: WorkloadKind): WorkloadFamily {
  return FAMILIES[kind];
}

export function isWorkloadKind(kind: string | null): kind is WorkloadKind {
  return kind !== null && Object.hasOwn(FAMILIES, kind);
}

export const WORKLOAD_KINDS = Object.keys(FAMILIES).filter((kind) => isWorkloadKind(kind));

export function templateOf(workload: Workload): PodTemplate {
  return workload.kind === 'Pod' ? workload : workload.spec.template;
}

/** Pods it wants at first; of a DaemonSet, on each node. */
export function replicasOf(workload: Workload): number {
  return workload.kind === 'Pod' || workload.kind === 'DaemonSet' ? 1 : workload.spec.replicas;
}
