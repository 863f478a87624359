/**
 * Which nodes an event happens to: `node/NAME`, or `zone/NAME` for all nodes of a zone.
 */
import { NODES } from './defaults.ts';
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import type { Problems } from './problems.ts';
import { NODE_EVENTS, NODE_TARGET } from './schema/node-events.ts';
import { didYouMeanOrList } from './suggest.ts';
import { isRecord } from './text/path.ts';

interface NamedNode {
  readonly name: string;
  readonly zone: string;
}

/** Names of nodes that a scenario gives only the number of. */
export function numberedNodes(count: number): NamedNode[] {
  return Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}`, zone: NODES.zone }));
}

/** Indexes of the nodes that a target names; empty when there are none. */
export function nodesOf(target: string, nodes: readonly NamedNode[]): number[] {
  const [kind, name] = target.split('/');
  return nodes.flatMap((node, i) => ((kind === 'zone' ? node.zone : node.name) === name ? [i] : []));
}

export function isNodeEvent<E extends { readonly do?: unknown }>(
  event: E,
): event is Extract<E, { readonly do: (typeof NODE_EVENTS)[number] }> {
  return NODE_EVENTS.some((each) => each === event.do);
}

/** Reports a target without nodes. */
export function checkNodeTarget(scenario: View, index: number, target: string, problems: Problems): void {
  if (!NODE_TARGET.test(target)) return;
  const nodes = writtenNodes(scenario);
  if (nodes === null || nodesOf(target, nodes).length > 0) return;
  const zones = [...new Set(nodes.map(({ zone }) => zone))];
  const known = [...nodes.map(({ name }) => `node/${name}`), ...zones.map((zone) => `zone/${zone}`)];
  const hint = didYouMeanOrList(target, known, 'targets');
  const expected = 'expected a node of the cluster, or a zone that has nodes';
  complain(scenario, { path: ['events', index, 'target'], expected, hint }, problems);
}

/** `null` when they are written wrong, which is reported elsewhere. */
function writtenNodes(scenario: View): NamedNode[] | null {
  const nodes = read(scenario, ['cluster', 'nodes']) ?? NODES.count;
  if (typeof nodes === 'number') return Number.isInteger(nodes) && nodes > 0 ? numberedNodes(nodes) : null;
  if (!Array.isArray(nodes)) return null;
  return nodes.map((node) => {
    const { name, zone = NODES.zone } = isRecord(node) ? node : {};
    return { name: String(name), zone: String(zone) };
  });
}
