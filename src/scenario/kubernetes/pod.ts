/**
 * Schema of a pod template: the fields of core/v1 PodTemplateSpec, PodSpec and Container, modelled or ignored with a
 * reason.
 */
import * as z from 'zod';
import { harmless, ignoring, labelsSchema, objectMetaSchema, seconds, unmodelled } from './fields.ts';
import { preStopSchema, probeSchema } from './probe.ts';
import { resourcesSchema, tolerationsSchema } from './scheduling.ts';

const NO_INFLUENCE = 'does not affect requests';
const PLACEMENT = 'pods are placed by nodeSelector, tolerations, requests and even spreading in this version';

const containerPort = z.strictObject({
  containerPort: z.int().min(1).max(65_535).meta({ description: 'Port the container listens on.' }),
  name: z.string().min(1).optional().meta({ description: 'Name that a Service or probe may use.' }),
  ...ignoring(['protocol', 'hostPort', 'hostIP'], () => harmless(NO_INFLUENCE)),
});

const lifecycle = z
  .strictObject({
    preStop: preStopSchema.optional(),
    postStart: unmodelled('postStart hooks are not modelled in this version'),
    stopSignal: unmodelled('the stop signal is taken as SIGTERM'),
  })
  .optional()
  .meta({ description: 'Lifecycle hooks.' });

const containerSchema = z
  .strictObject({
    name: z.string().min(1).optional().meta({ description: 'Name of the container.' }),
    image: z.string().optional().meta({
      description: 'Tells one template from another; pulling it takes cluster.controlPlane.imagePull.',
    }),
    ports: z.array(containerPort).default([]).meta({ description: 'Ports the container declares.' }),
    readinessProbe: probeSchema.optional().meta({ description: 'Decides whether the pod gets requests.' }),
    lifecycle,
    livenessProbe: probeSchema.optional().meta({ description: 'Its failure restarts the container.' }),
    startupProbe: probeSchema.optional().meta({
      description: 'Until it has succeeded the other probes wait; its failure restarts the container.',
    }),
    resources: resourcesSchema,
    restartPolicy: unmodelled('sidecar containers are not modelled in this version'),
    ...ignoring(
      [
        'args',
        'command',
        'env',
        'envFrom',
        'imagePullPolicy',
        'resizePolicy',
        'restartPolicyRules',
        'securityContext',
        'stdin',
        'stdinOnce',
        'terminationMessagePath',
        'terminationMessagePolicy',
        'tty',
        'volumeDevices',
        'volumeMounts',
        'workingDir',
      ],
      () => harmless(NO_INFLUENCE),
    ),
  })
  .meta({ id: 'Container', description: 'A container.' });

const restartPolicy = z
  .literal('Always', { error: 'expected "Always", the only restart policy that is modelled' })
  .default('Always')
  .meta({ description: 'Restart policy.' });

export const podSpecSchema = z
  .strictObject({
    containers: z
      .array(containerSchema)
      .min(1)
      .meta({ description: 'The containers; the one behind the Service is modelled.' }),
    terminationGracePeriodSeconds: seconds('From the start of termination until SIGKILL.', 30),
    restartPolicy,
    tolerations: tolerationsSchema,
    nodeSelector: labelsSchema.default({}).meta({ description: 'Labels that its node must have.' }),
    initContainers: unmodelled(
      'init containers are not modelled in this version: add their time to applications.<name>.startup',
    ),
    readinessGates: unmodelled('readiness gates are not modelled in this version'),
    ...ignoring(
      ['affinity', 'nodeName', 'schedulerName', 'schedulingGates', 'topologySpreadConstraints'],
      () => unmodelled(PLACEMENT),
    ),
    ...ignoring(['hostNetwork', 'dnsConfig', 'dnsPolicy'], () =>
      unmodelled('the network of a pod is its own in this version'),
    ),
    ...ignoring(['activeDeadlineSeconds', 'priority', 'priorityClassName', 'preemptionPolicy'], () =>
      unmodelled('preemption and eviction are not modelled in this version'),
    ),
    ...ignoring(
      [
        'automountServiceAccountToken',
        'enableServiceLinks',
        'ephemeralContainers',
        'hostAliases',
        'hostIPC',
        'hostPID',
        'hostUsers',
        'hostname',
        'imagePullSecrets',
        'os',
        'overhead',
        'resourceClaims',
        'resources',
        'runtimeClassName',
        'securityContext',
        'serviceAccount',
        'serviceAccountName',
        'setHostnameAsFQDN',
        'shareProcessNamespace',
        'subdomain',
        'volumes',
      ],
      () => harmless(NO_INFLUENCE),
    ),
  })
  .meta({ description: 'The pod.' });

const templateMeta = z.strictObject({
  ...objectMetaSchema.shape,
  name: harmless('pods are named by what makes them'),
  namespace: harmless('pods live in the namespace of what makes them'),
  labels: labelsSchema.default({}).meta({ description: 'Labels of the pods, which Services select by.' }),
});

export const podTemplateSchema = z
  .strictObject({ metadata: templateMeta.prefault({}), spec: podSpecSchema })
  .meta({ description: 'Template of the pods.' });

/** Labels and spec of pods; a Pod is its own. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: z.output<typeof podSpecSchema>;
}

export type Container = z.output<typeof containerSchema>;
