/**
 * Schema of a pod template: the fields of core/v1 PodTemplateSpec and PodSpec, modelled or ignored with a
 * reason.
 */
import * as z from 'zod';
import { choice } from '../schema/parts.ts';
import { containerSchema, initContainerSchema } from './container.ts';
import { harmless, ignoring, labelsSchema, objectMetaSchema, seconds, unmodelled } from './fields.ts';
import { tolerationsSchema } from './scheduling.ts';

const NO_INFLUENCE = 'does not affect requests';
const PLACEMENT = 'pods are placed by nodeSelector, tolerations, requests and even spreading in this version';

const restartPolicy = choice(
  ['Always', 'OnFailure', 'Never'],
  [],
  'Whether containers that have ended are started again: always, unless their exit code is 0, or never. Only a Pod that no controller makes may say other than Always, the default.',
).default('Always');

export const podSpecSchema = z
  .strictObject({
    containers: z
      .array(containerSchema)
      .min(1)
      .meta({ description: 'The containers; requests go to the one behind the Service.' }),
    terminationGracePeriodSeconds: seconds('From the start of termination until SIGKILL.', 30),
    restartPolicy,
    enableServiceLinks: z.boolean().optional().meta({
      description: 'Whether containers have variables of the Services in their namespace. Default: true.',
    }),
    tolerations: tolerationsSchema,
    nodeSelector: labelsSchema.default({}).meta({ description: 'Labels that its node must have.' }),
    initContainers: z
      .array(initContainerSchema)
      .default([])
      .meta({ description: 'Run one after another, before the containers.' }),
    readinessGates: z
      .array(
        z.strictObject({ conditionType: z.string().min(1).meta({ description: 'Name of a condition.' }) }),
      )
      .default([])
      .meta({
        description:
          'The pod is not ready before these conditions are true, which applications.<name>.readinessGates says.',
      }),
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

export type PodSpec = z.output<typeof podSpecSchema>;

export const podTemplateSchema = z
  .strictObject({ metadata: templateMeta.prefault({}), spec: podSpecSchema })
  .meta({ description: 'Template of the pods.' });

/** Labels and spec of pods; a Pod is its own. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: z.output<typeof podSpecSchema>;
}
