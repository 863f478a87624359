/**
 * Why objects of kinds that are not modelled are ignored.
 */
import type { IgnoredField } from './fields.ts';
import { WORKLOAD_KINDS } from './workload.ts';

const WORKLOAD = 'workloads of this kind are not modelled in this version';
const CONFIGURATION = 'configuration and access rights do not affect the simulated requests';
const STORAGE = 'storage does not affect the simulated requests';
const ENTRY = 'requests are modelled from the Service on in this version';

const matters = (why: string): IgnoredField => ({ why, affectsRequests: true });
const harmless = (why: string): IgnoredField => ({ why, affectsRequests: false });

const REASONS: Readonly<Record<string, IgnoredField>> = {
  Job: matters(WORKLOAD),
  CronJob: matters(WORKLOAD),
  Rollout: matters(WORKLOAD),
  VerticalPodAutoscaler: matters('autoscaling is not modelled in this version'),
  ScaledObject: matters('autoscaling is not modelled in this version'),
  NetworkPolicy: matters('network policies are not modelled in this version'),
  Endpoints: matters('no Service without a selector takes its endpoints from them'),
  EndpointSlice: matters('no Service without a selector takes its endpoints from them'),
  IngressClass: harmless(ENTRY),
  Gateway: matters(ENTRY),
  HTTPRoute: matters(ENTRY),
  GRPCRoute: matters(ENTRY),
  ConfigMap: harmless(CONFIGURATION),
  Secret: harmless(CONFIGURATION),
  ServiceAccount: harmless(CONFIGURATION),
  Role: harmless(CONFIGURATION),
  RoleBinding: harmless(CONFIGURATION),
  ClusterRole: harmless(CONFIGURATION),
  ClusterRoleBinding: harmless(CONFIGURATION),
  CustomResourceDefinition: harmless(CONFIGURATION),
  Namespace: harmless('namespaces need not exist to be used here'),
  ServiceMonitor: harmless('monitoring does not affect the simulated requests'),
  PodMonitor: harmless('monitoring does not affect the simulated requests'),
  PrometheusRule: harmless('monitoring does not affect the simulated requests'),
  PersistentVolume: harmless(STORAGE),
  PersistentVolumeClaim: harmless(STORAGE),
  StorageClass: harmless(STORAGE),
  ResourceQuota: matters('quotas are not modelled in this version'),
  LimitRange: matters('quotas are not modelled in this version'),
  PriorityClass: matters('preemption is not modelled in this version'),
};

/** Why an object of this kind is ignored; kinds nobody listed might matter. */
export function reasonForKind(kind: string): IgnoredField {
  return Object.hasOwn(REASONS, kind) ? REASONS[kind]! : matters('this kind of object is not modelled');
}

/** Kinds a name may have been meant for. */
export const KNOWN_KINDS: readonly string[] = [
  ...WORKLOAD_KINDS,
  'Service',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'Ingress',
  'List',
  ...Object.keys(REASONS),
];
