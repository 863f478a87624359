/** What happens to nodes, in words. */
import type { NodeEventOptions, NodeOptions } from '../../model/options.ts';
import { count, list } from './text.ts';

const WORDS = {
  failNode: 'loss of power',
  partition: 'loss of the control plane',
  recoverNode: 'recovery',
  cordonNode: 'cordon',
  drainNode: 'drain',
  uncordonNode: 'uncordon',
  restartKubelet: 'restart of the kubelet',
} as const satisfies Record<NodeEventOptions['type'], string>;

/** Names so many nodes one by one. */
const NAMED = 4;

export function nodeEventWords({ type, nodes }: NodeEventOptions, all: readonly NodeOptions[]): string {
  const names = nodes.map((node) => `node/${all[node]!.name}`);
  return `${WORDS[type]} of ${names.length > NAMED ? count(names.length, 'node') : list(names)}`;
}
