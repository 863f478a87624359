import { describe, expect, it } from 'vitest';
import { podName, replicaSetName } from './names.ts';

describe('names', () => {
  it('look like Kubernetes names and differ for different pods', () => {
    const set = replicaSetName('web', 1);
    expect(set).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{9}$/);
    expect(replicaSetName('web', 2)).not.toBe(set);
    const names = new Set(Array.from({ length: 20_000 }, (_, i) => podName(set, i)));
    expect(names.size).toBe(20_000);
    expect(podName(set, 0)).toMatch(/^web-.{9}-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });
});
