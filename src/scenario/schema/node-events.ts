/**
 * Schema of the events that happen to nodes, one by one or to a whole zone.
 */
import * as z from 'zod';
import { KUBELET } from '../defaults.ts';
import { choice, duration } from './parts.ts';

const WORDS = 'expected a target such as "node/node-1" or "zone/a"';

/** A node, or all nodes of a zone. */
export const NODE_TARGET = /^(?:node|zone)\/[^/\s]+$/;

const at = duration('When it happens, from the start of the run.');
const target = z
  .string({ error: WORDS })
  .regex(NODE_TARGET, { error: WORDS })
  .meta({ description: 'A node ("node/node-1"), or all nodes of a zone ("zone/a").' });

const failNode = z.strictObject({
  at,
  do: choice(['failNode'], [], 'Loses its power: nothing runs there, and nothing answers.'),
  target,
});

const partition = z.strictObject({
  at,
  do: choice(['partition'], [], 'Is cut off from the control plane, while its pods go on serving.'),
  target,
});

const recoverNode = z.strictObject({
  at,
  do: choice(['recoverNode'], [], 'Has its power, or the control plane, again.'),
  target,
});

const cordonNode = z.strictObject({
  at,
  do: choice(['cordonNode'], [], 'As `kubectl cordon`: no new pods.'),
  target,
});

const drainNode = z.strictObject({
  at,
  do: choice(
    ['drainNode'],
    [],
    'As `kubectl drain --ignore-daemonsets --delete-emptydir-data --force`: cordons it and evicts its pods, as far as their PodDisruptionBudgets allow, again every 5 s. The nodes of a zone come one after the other.',
  ),
  target,
});

const uncordonNode = z.strictObject({
  at,
  do: choice(['uncordonNode'], [], 'As `kubectl uncordon`.'),
  target,
});

const restartKubelet = z.strictObject({
  at,
  do: choice(
    ['restartKubelet'],
    [],
    'Its kubelet ends, and begins anew: what runs goes on, probes, starts and reports do not.',
  ),
  target,
  downtime: duration('From its end until the new one begins.').default(KUBELET.downtime),
});

/** Every kind of event on nodes. */
export const nodeEvents = [
  failNode,
  partition,
  recoverNode,
  cordonNode,
  drainNode,
  uncordonNode,
  restartKubelet,
] as const;

/** Names of those events. */
export const NODE_EVENTS = [
  'failNode',
  'partition',
  'recoverNode',
  'cordonNode',
  'drainNode',
  'uncordonNode',
  'restartKubelet',
] as const;
