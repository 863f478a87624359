import { describe, expect, it } from 'vitest';
import { podActions, type ContainerStanding } from './pod-actions.ts';

const container = (
  role: ContainerStanding['role'],
  changes: Partial<ContainerStanding> = {},
): ContainerStanding => ({
  role,
  state: null,
  exitCode: 0,
  started: false,
  condemned: false,
  ...changes,
});
const running = { state: 'running', started: true } as const;
const done = { state: 'terminated', exitCode: 0 } as const;
const failed = { state: 'terminated', exitCode: 1 } as const;

describe('podActions', () => {
  it.each([
    ['a new pod without init containers starts all', [container('main'), container('main')], [], [0, 1]],
    [
      'a new pod starts its first init container',
      [container('init'), container('init'), container('main')],
      [],
      [0],
    ],
    [
      'the next init container follows one that has ended well',
      [container('init', done), container('init'), container('main')],
      [],
      [1],
    ],
    ['while an init container runs nothing happens', [container('init', running), container('main')], [], []],
    [
      'an init container that failed is started again',
      [container('init', failed), container('main')],
      [],
      [0],
    ],
    ['after the last init container the others start', [container('init', done), container('main')], [], [1]],
    [
      'a sidecar without a startup probe lets the next one begin',
      [container('sidecar', running), container('init'), container('main')],
      [],
      [1],
    ],
    [
      'a sidecar whose startup probe has not succeeded does not',
      [container('sidecar', { ...running, started: false }), container('main')],
      [],
      [],
    ],
    [
      'a sidecar whose startup probe has failed is killed and started again',
      [container('sidecar', { state: 'running', condemned: true }), container('main')],
      [0],
      [0],
    ],
    [
      'a sidecar that died before the last init container is started again, and the init container goes on',
      [container('sidecar', failed), container('init', running), container('main')],
      [],
      [0],
    ],
    [
      'a sidecar found sick while the pod is initialised is started again beside the next',
      [container('sidecar', { ...running, condemned: true }), container('main')],
      [0],
      [0, 1],
    ],
    [
      'of an initialised pod init containers are left alone',
      [container('init', failed), container('sidecar', running), container('main', running)],
      [],
      [],
    ],
    [
      'a dead sidecar and a dead container are started in order',
      [container('sidecar', failed), container('main', failed), container('main', running)],
      [],
      [0, 1],
    ],
    [
      'a container found sick is killed and started again',
      [container('main', running), container('main', { ...running, condemned: true })],
      [1],
      [1],
    ],
    [
      'without any main container running the init containers decide',
      [container('init', done), container('sidecar', running), container('main', failed)],
      [],
      [2],
    ],
  ] as const)('%s', (_what, containers, kill, start) => {
    expect(podActions(containers)).toEqual({ killPod: false, kill, start });
  });

  const sick = { ...running, condemned: true };
  it.each([
    ['OnFailure', [container('main', done), container('main', failed)], [], [1]],
    ['OnFailure', [container('main', sick), container('main', done)], [0], [0]],
    ['Never', [container('main', failed), container('main', running)], [], []],
    ['Never', [container('main', sick), container('main', running)], [0], []],
    ['Never', [container('main'), container('main', done)], [], [0]],
    ['Never', [container('sidecar', failed), container('main', running)], [], [0]],
    ['OnFailure', [container('init', failed), container('main')], [], [0]],
  ] as const)('%s: kills and starts', (policy, containers, kill, start) => {
    expect(podActions(containers, policy)).toEqual({ killPod: false, kill, start });
  });

  it.each([
    ['OnFailure', [container('main', done), container('main', done)]],
    ['Never', [container('main', failed), container('main', done)]],
    ['Never', [container('main', sick)]],
    ['Never', [container('sidecar', running), container('main', done)]],
    ['Never', [container('init', failed), container('main')]],
  ] as const)('%s: kills the pod as a whole', (policy, containers) => {
    expect(podActions(containers, policy)).toEqual({ killPod: true, kill: [], start: [] });
  });
});
