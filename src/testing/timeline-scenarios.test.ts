/** What the timelines of the scenarios owe to their readers. */
import { describe, expect, it } from 'vitest';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';
import { KEY } from './run.ts';

describe('every line of a timeline says what and why', () => {
  it.each([
    'autoscaling-step',
    'crash-loop',
    'daemonset-rollout',
    'deploy-app',
    'hung-pod',
    'kubelet-restart',
    'load-balancer-deregistration',
    'node-drain-with-budget',
    'node-failure',
    'registry-outage',
    'sidecar-rollout',
    'statefulset-update',
    'zone-outage',
  ])('in %s', (name) => {
    const { simulation } = loadScenario({ inputs: [`scenarios/${name}.json`] });
    const { timeline } = simulateReplication(simulation, KEY, 0, { timeline: true });
    expect(timeline.length).toBeGreaterThan(10);
    expect(timeline.filter(({ what, why }) => what === '' || why === null || why === '')).toEqual([]);
  });
});
