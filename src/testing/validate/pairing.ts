/**
 * What common random numbers are worth: `npm run validate -- pairing [replications]`. A small change is compared with
 * the scenario as it stands; by how much the pairs narrow the variance of the difference, by so much fewer replications
 * find it. A difference of 0 variance is found by any two of them.
 */
import { COMPARED_METRICS } from '../../experiment/compared-metrics.ts';
import { runExperiment } from '../../experiment/run-experiment.ts';
import { pairedInterval, summaryOf } from '../../experiment/statistics/t-intervals.ts';
import { loadScenario } from '../../scenario/load.ts';

/** Scenarios with a change each, small beside the noise of a run. */
const CHANGES: readonly (readonly [scenario: string, change: string])[] = [
  ['steady-state', 'applications.web.serviceTime.exponential.mean=20.2ms'],
  ['rolling-restart', 'applications.web.serviceTime.exponential.mean=20.2ms'],
  ['rolling-restart', 'deployment/web.preStop.sleep.seconds=1'],
  ['rolling-restart', 'deployment/web.readinessProbe.periodSeconds=4'],
  ['rolling-restart', 'cluster.kubeProxy.minSyncPeriod=1.2s'],
];

const METRICS = [
  'latencyMs.mean',
  'latencyMs.p50',
  'latencyMs.p99',
  'failed',
  'rollout.durationMs',
  'podSeconds',
];

async function study(name: string, change: string, replications: number): Promise<readonly string[]> {
  const load = (sets: readonly string[]) =>
    loadScenario({
      inputs: [`scenarios/${name}.json`],
      sets,
      overrides: { duration: '3m', warmup: '10s' },
    });
  const base = load([]);
  const { variants } = await runExperiment({
    variants: [[], [change]].map((sets, i) => ({
      name: String(i),
      set: {},
      simulation: load(sets).simulation,
    })),
    scenario: base.scenario,
    seed: 'pairing',
    replications,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  return METRICS.flatMap((metric) => {
    const values = COMPARED_METRICS.find((each) => each.name === metric)!.values;
    const sides = variants.map((variant) => values(variant.replications, 170_000));
    const pairs = sides[0]!.map((value, r) => [value, sides[1]![r]!] as const);
    if (pairs.some(([a, b]) => a === null || b === null)) return [];
    const [before, after] = [pairs.map(([a]) => a!), pairs.map(([, b]) => b)];
    const apart = summaryOf(before).variance + summaryOf(after).variance;
    const together = summaryOf(after.map((value, r) => value - before[r]!)).variance;
    const { mean, halfWidth } = pairedInterval(after, before, 0.95);
    if (apart === 0) return [];
    const difference = `${mean.toPrecision(3)} ± ${halfWidth.toPrecision(2)}`;
    return [`| ${name}, ${change} | ${metric} | ${difference} | ${(apart / together).toFixed(1)} |`];
  });
}

/** Always true: what is expected of the table stands in docs/VALIDATION.md. */
export async function checkPairing([replications = '40']: readonly string[]): Promise<boolean> {
  for (const [name, change] of CHANGES) {
    console.log((await study(name, change, Number(replications))).join('\n'));
  }
  return true;
}
