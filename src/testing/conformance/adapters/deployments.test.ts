import { describe, expect, it } from 'vitest';
import { parseTable } from '../table.ts';
import { judge } from '../verdict.ts';

const passes = (name: string, row: object, table: object = {}) =>
  judge(parseTable(name, JSON.stringify({ ...table, cases: [row] }))).failed === 0;

const set = (name: string, replicas: number, createdRank: number, max: number) => ({
  name,
  replicas,
  createdRank,
  desiredReplicasAnnotation: max,
  maxReplicasAnnotation: max,
  available: 0,
});
const strategy = { maxSurge: '25%', maxUnavailable: '25%' };
const pair = { ...strategy, deploymentReplicas: 8, oldReplicaSetReplicas: 8, newReplicaSetReplicas: 0 };

describe('adapters of Deployments', () => {
  it.each([
    [
      'a_resolve_fenceposts',
      { ...strategy, desiredReplicas: 5, expectedSurge: 2, expectedUnavailable: 1, expectError: false },
      { expectedSurge: 1 },
    ],
    [
      'a_resolve_fenceposts',
      {
        maxSurge: 'much',
        maxUnavailable: 1,
        desiredReplicas: 5,
        expectedSurge: 0,
        expectedUnavailable: 0,
        expectError: true,
      },
      { expectError: false },
    ],
    [
      'a_max_unavailable',
      { maxSurge: 1, maxUnavailable: 9, replicas: 5, expectedMaxUnavailable: 5 },
      { expectedMaxUnavailable: 9 },
    ],
    [
      'a_min_available',
      { ...strategy, strategy: 'Recreate', replicas: 5, expectedMinAvailable: 0 },
      { strategy: 'RollingUpdate' },
    ],
    [
      'a_new_rs_new_replicas',
      {
        ...strategy,
        deploymentReplicas: 8,
        newReplicaSetReplicas: 1,
        sumOfReplicasOverAllReplicaSets: 8,
        expectedNewReplicaSetReplicas: 3,
      },
      { strategy: 'Recreate' },
    ],
    [
      'a_replica_set_fraction',
      {
        ...strategy,
        deploymentReplicas: 20,
        deploymentStatusReplicas: 0,
        replicaSetReplicas: 5,
        maxReplicasAnnotation: 13,
        expectedFraction: 5,
      },
      { expectedFraction: 4 },
    ],
    [
      'a_deployment_timed_out',
      {
        progressDeadlineSeconds: 10,
        progressingReason: '',
        secondsSinceLastProgressUpdate: 10,
        expectedTimedOut: false,
      },
      { secondsSinceLastProgressUpdate: null },
    ],
    [
      'b_cleanup_deployment_history',
      {
        oldReplicaSets: [{ specReplicas: 0, statusReplicas: 0, deleting: false }],
        revisionHistoryLimit: 0,
        expectedDeletions: 1,
      },
      { revisionHistoryLimit: 1 },
    ],
    [
      'b_cleanup_unhealthy_replicas',
      { oldReplicaSetReplicas: 5, oldAvailable: 2, maxCleanupCount: 9, expectedCleanedUp: 3 },
      { maxCleanupCount: 2 },
    ],
    [
      'b_scale_down_old_replica_sets',
      { ...pair, oldAvailable: 7, scaleExpected: true, expectedOldReplicas: 7 },
      { expectedOldReplicas: 6 },
    ],
    [
      'b_reconcile_new_replica_set',
      { ...pair, scaleExpected: true, expectedNewReplicas: 2 },
      { scaleExpected: false },
    ],
    [
      'b_reconcile_old_replica_sets',
      { ...pair, oldAvailable: 8, newAvailable: 0, scaleExpected: true, expectedOldReplicas: 6 },
      { expectedOldReplicas: 7 },
    ],
    [
      'b_proportional_scale',
      {
        maxSurge: 0,
        maxUnavailable: 0,
        deploymentReplicas: 8,
        newReplicaSet: set('new', 1, 2, 4),
        oldReplicaSets: [set('old', 3, 1, 4)],
        expectedNewReplicas: 2,
        expectedOldReplicas: { old: 6 },
        replicaSetsWhoseUpdateIsIgnored: [],
      },
      { replicaSetsWhoseUpdateIsIgnored: ['old'] },
    ],
    [
      'b_slow_start_batch',
      {
        count: 4,
        initialBatchSize: 1,
        callsThatSucceedBeforeFailing: 2,
        expectedSuccesses: 2,
        expectError: true,
        expectedCalls: 3,
      },
      { expectedCalls: 4 },
    ],
  ])('%s: a right case passes, a wrong one fails (%#)', (table, row, wrong) => {
    expect(passes(table, row)).toBe(true);
    expect(passes(table, { ...row, ...wrong })).toBe(false);
  });
});

describe('adapters of pods', () => {
  const pod = (name: string, changes: object = {}) => ({
    name,
    node: 'n',
    phase: 'Running',
    ready: true,
    readySinceAgeSeconds: 60,
    createdAgeSeconds: 60,
    ...changes,
  });

  it('sort pods as they are, by the container that restarted most', () => {
    const pods = [pod('calm', { containerRestarts: [1, 1] }), pod('restless', { containerRestarts: [0, 2] })];
    const row = { pods, expectedDeletionOrder: ['restless', 'calm'] };
    expect(passes('f_pod_deletion_order_simple', row)).toBe(true);
    const reversed = { pods, expectedDeletionOrder: ['calm', 'restless'] };
    expect(passes('f_pod_deletion_order_simple', reversed)).toBe(false);
  });

  it('compare pods of one table by rank and cost', () => {
    const pods = { cheap: pod('cheap', { deletionCost: -1 }), dear: pod('dear') };
    const row = {
      kind: 'firstDeletedBeforeSecond',
      first: 'cheap',
      firstRank: 1,
      second: 'dear',
      secondRank: 2,
      podDeletionCostEnabled: true,
    };
    expect(passes('f_pod_deletion_ranking', row, { pods })).toBe(true);
    expect(passes('f_pod_deletion_ranking', { ...row, podDeletionCostEnabled: false }, { pods })).toBe(false);
    expect(passes('f_pod_deletion_ranking', { ...row, kind: 'equivalent' }, { pods })).toBe(false);
  });

  it('leave out pods that ended or are being deleted', () => {
    const pods = [
      { name: 'a', phase: 'Failed' },
      { name: 'b', phase: null },
      { name: 'c', phase: 'Running', deleting: true },
    ];
    expect(passes('f_active_pod_filter', { pods, expectedActive: ['b'] })).toBe(true);
    expect(passes('f_active_pod_filter', { pods, expectedActive: ['b', 'c'] })).toBe(false);
  });
});
