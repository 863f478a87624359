/** Labels of nodes, and the pods that ask for them. */
import type { NodeOptions } from '../../options.ts';

/** Labels that every node has. */
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

export function labelsOf({ name, zone, labels }: NodeOptions): Readonly<Record<string, string>> {
  return { [HOSTNAME]: name, [ZONE]: zone, ...labels };
}

/** @param nodeSelector left out: every node will do. */
export function isSelected(
  labels: Readonly<Record<string, string>>,
  nodeSelector: Readonly<Record<string, string>> = {},
): boolean {
  return Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
}
