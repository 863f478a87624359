import { describe, expect, it } from 'vitest';
import { parseTable } from '../table.ts';
import { judge } from '../verdict.ts';

const constants = {
  defaultTolerance: 0.1,
  cpuInitializationPeriodSeconds: 120,
  delayOfInitialReadinessSeconds: 10,
};
const passes = (name: string, row: object) =>
  judge(parseTable(name, JSON.stringify({ constants, cases: [row] }))).failed === 0;

describe('adapters of the autoscaler', () => {
  const sync = {
    minReplicas: 2,
    maxReplicas: 6,
    specReplicas: 3,
    statusReplicas: 3,
    metrics: [{ type: 'Resource', resource: 'cpu', targetUtilizationPercent: 40 }],
    levelsMilli: [600, 600, 600],
    podCpuRequestMilliPerContainer: [1000, 1000, 1000],
    initialRecommendations: 'nil',
    expectedDesiredReplicas: 5,
    expectedConditions: ['AbleToScale=True/SucceededRescale'],
    expectedCpuUtilizationPercent: 60,
  };
  const resource = {
    currentReplicas: 2,
    targetUtilizationPercent: 50,
    container: null,
    podCpuRequestMilliPerContainer: [1000, 1000],
    podContainerUsageMilli: [
      [900, 100],
      [800, 600],
    ],
    expectedReplicas: 3,
    expectedUtilizationPercent: 60,
    expectedRawAverageMilli: 1200,
  };
  const custom = {
    metricType: 'objectPerPod',
    currentReplicas: 2,
    podsKnown: 2,
    metricLevelsMilli: [9000],
    targetMilli: 3000,
    expectedReplicas: 3,
    expectedUsageMilli: 4500,
  };
  const rules = {
    minReplicas: 1,
    maxReplicas: 50,
    currentReplicas: 10,
    desiredFromMetrics: 40,
    scaleUpRules: { selectPolicy: 'Max', policies: [{ type: 'Pods', value: 7, periodSeconds: 60 }] },
    scaleDownRules: null,
    scaleUpEvents: [{ replicaChange: 2, ageSeconds: 30 }],
    scaleDownEvents: [],
    expectedReplicas: 15,
    expectedCondition: 'ScaleUpLimit',
  };
  const stabilization = {
    recommendations: [{ recommendation: 8, ageSeconds: 20 }],
    currentReplicas: 9,
    desiredFromMetrics: 2,
    scaleUpWindowSeconds: 0,
    scaleDownWindowSeconds: 60,
    expectedStabilized: 8,
    expectedStoredRecommendations: [8, 2],
  };
  const events = {
    replicaChange: 4,
    previousEvents: [{ replicaChange: 3, ageSeconds: 20 }],
    rules: { policies: [{ type: 'Pods', value: 7, periodSeconds: 10 }] },
    expectedChangeInLast60s: 3,
    expectedStoredEvents: [{ replicaChange: 4, outdated: false }],
  };

  it.each([
    ['d_hpa_end_to_end', sync, { expectedDesiredReplicas: 4 }],
    ['d_hpa_end_to_end', sync, { expectedConditions: ['AbleToScale=True/ReadyForNewScale'] }],
    ['d_hpa_end_to_end', sync, { expectedCpuUtilizationPercent: 61 }],
    ['d_hpa_resource_scale', resource, { expectedRawAverageMilli: 1201 }],
    ['d_hpa_custom_metrics', custom, { expectedUsageMilli: 4501 }],
    ['d_hpa_scaling_rules', rules, { expectedCondition: 'TooManyReplicas' }],
    ['d_hpa_stabilize_with_behavior', stabilization, { expectedStoredRecommendations: [2] }],
    ['d_hpa_store_scale_events', events, { expectedChangeInLast60s: 0 }],
  ])('%s: a right case passes, a wrong one fails (%#)', (table, row, wrong) => {
    expect(passes(table, row)).toBe(true);
    expect(passes(table, { ...row, ...wrong })).toBe(false);
  });

  it('compares the words of failures', () => {
    const row = { ...resource, podContainerUsageMilli: [], expectedReplicas: null };
    expect(passes('d_hpa_resource_misc', { ...row, expectedErrorContains: 'no metrics returned' })).toBe(
      true,
    );
    expect(passes('d_hpa_resource_misc', { ...row, expectedErrorContains: 'missing request' })).toBe(false);
  });
});
