/**
 * Schemas of containers: the fields of core/v1 Container, modelled or ignored with a reason.
 */
import * as z from 'zod';
import { harmless, ignoring, protocol, unmodelled } from './fields.ts';
import { postStartSchema, preStopSchema, probeSchema } from './probe.ts';
import { resourcesSchema } from './scheduling.ts';

const NO_INFLUENCE = 'does not affect requests';

const containerPort = z.strictObject({
  containerPort: z.int().min(1).max(65_535).meta({ description: 'Port the container listens on.' }),
  name: z.string().min(1).optional().meta({ description: 'Name that a Service or probe may use.' }),
  protocol: protocol.meta({ description: 'Default: TCP.' }),
  ...ignoring(['hostPort', 'hostIP'], () => harmless(NO_INFLUENCE)),
});

const lifecycle = z
  .strictObject({
    preStop: preStopSchema.optional(),
    postStart: postStartSchema.optional(),
    stopSignal: unmodelled('the stop signal is taken as SIGTERM'),
  })
  .optional()
  .meta({ description: 'Lifecycle hooks.' });

const fields = {
  name: z
    .string()
    .regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, {
      error: 'expected a name of at most 63 lower-case letters, digits and "-"',
    })
    .optional()
    .meta({ description: 'Name of the container.' }),
  ports: z.array(containerPort).default([]).meta({ description: 'Ports the container declares.' }),
  image: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Its image; pulled where a node does not have it.' }),
  imagePullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional().meta({
    description:
      'When the registry is asked. Default: Always for the tag latest and without a tag, else IfNotPresent. Under Never nodes need it from the beginning: from pods that run there, or by cluster.images.preloaded.',
  }),
  readinessProbe: probeSchema.optional().meta({ description: 'Decides whether the pod gets requests.' }),
  lifecycle,
  livenessProbe: probeSchema.optional().meta({ description: 'Its failure restarts the container.' }),
  startupProbe: probeSchema.optional().meta({
    description: 'Until it has succeeded the other probes wait; its failure restarts the container.',
  }),
  resources: resourcesSchema,
  ...ignoring(
    [
      'args',
      'command',
      'env',
      'envFrom',
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
};

export const containerSchema = z
  .strictObject({
    ...fields,
    restartPolicy: unmodelled('the restart policy of the pod is taken for every container in this version'),
  })
  .meta({ id: 'Container', description: 'A container.' });

export const initContainerSchema = z
  .strictObject({
    ...fields,
    restartPolicy: z
      .literal('Always', { error: 'expected "Always", which makes it a sidecar, or nothing' })
      .optional()
      .meta({ description: 'Always: a sidecar, which starts in its turn and then goes on running.' }),
  })
  .meta({ id: 'InitContainer', description: 'An init container, or a sidecar.' });

export type Container = Omit<z.output<typeof containerSchema>, 'restartPolicy'>;
export type InitContainer = z.output<typeof initContainerSchema>;
