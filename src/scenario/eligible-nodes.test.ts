import { describe, expect, it } from 'vitest';
import { podTemplate } from '../testing/options.ts';
import type { NodeOptions, PodOptions } from '../model/options.ts';
import { eligibleNodes } from './eligible-nodes.ts';

const NODES: readonly NodeOptions[] = [
  { name: 'plain', zone: 'a' },
  { name: 'soft', zone: 'b', taints: [{ key: 'k', effect: 'PreferNoSchedule' }] },
  {
    name: 'hard',
    zone: 'b',
    labels: { gpu: 'yes' },
    taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }],
  },
];

describe('eligibleNodes', () => {
  it.each<[Partial<PodOptions>, number]>([
    [{}, 2],
    [{ nodeSelector: {} }, 2],
    [{ nodeSelector: { 'topology.kubernetes.io/zone': 'b' } }, 1],
    [{ nodeSelector: { gpu: 'no' } }, 0],
    [{ tolerations: [{ key: 'k', value: 'v' }] }, 3],
    [{ tolerations: [{ key: 'k', value: 'w' }] }, 2],
    [{ tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }] }, 2],
    [{ tolerations: [{ operator: 'Exists' }], nodeSelector: { gpu: 'yes' } }, 1],
  ])('%j: %i', (changes, count) => {
    expect(eligibleNodes(NODES, podTemplate(changes))).toBe(count);
  });
});
