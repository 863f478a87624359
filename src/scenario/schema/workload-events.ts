/** Schemas of what users write to workloads: each stores another spec, which the controller then follows. */
import * as z from 'zod';
import { applicationSchema } from './application.ts';
import { at, target } from './event-parts.ts';
import { choice } from './parts.ts';

export const WORKLOAD_EVENTS = [
  'rolloutRestart',
  'rolloutUndo',
  'pause',
  'resume',
  'scale',
  'setImage',
  'applyManifest',
  'delete',
] as const;

const plain = <const Name extends string>(name: Name, description: string) =>
  z.strictObject({ at, do: choice([name], [], description), target });

const application = applicationSchema.optional().meta({
  description: 'What is different about the program from then on; the rest is as in `applications`.',
});

const scale = z.strictObject({
  at,
  do: choice(['scale'], [], 'As `kubectl scale`.'),
  target,
  replicas: z.int().min(0).max(10_000).meta({ description: 'New number of replicas.' }),
});

const setImage = z.strictObject({
  at,
  do: choice(['setImage'], [], 'As `kubectl set image`, for the container behind the Service: a rollout.'),
  target,
  image: z
    .string()
    .min(1)
    .meta({ description: 'The new image; a name that was there before goes back to it.' }),
  application,
});

const applyManifest = z.strictObject({
  at,
  do: choice(
    ['applyManifest'],
    [],
    'As `kubectl apply`: creates workloads that are not there, and gives the others this spec.',
  ),
  manifests: z
    .array(z.string().min(1))
    .default([])
    .meta({ description: 'Files of Kubernetes YAML or JSON, relative to this file.' }),
  resources: z
    .array(
      z.looseObject({ kind: z.string().min(1) }).meta({ id: 'AppliedResource', description: 'A workload.' }),
    )
    .default([])
    .meta({ description: 'The same objects inline.' }),
  application,
});

export const workloadEventSchemas = [
  plain('rolloutRestart', 'As `kubectl rollout restart`.'),
  plain('rolloutUndo', 'As `kubectl rollout undo`: back to the template before.'),
  plain('pause', 'As `kubectl rollout pause`: template changes wait until it is resumed.'),
  plain('resume', 'As `kubectl rollout resume`.'),
  plain('delete', 'As `kubectl delete`: the object goes, then what it owns.'),
  scale,
  setImage,
  applyManifest,
] as const;
