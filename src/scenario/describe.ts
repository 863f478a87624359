/**
 * A loaded scenario in words: what is modelled, what was defaulted, what is ignored and why, how much load each pod
 * is offered, and the steady state where theory has one. Plain text of at most 80 columns; nothing is simulated.
 */
import type { SimulationOptions } from '../model/options.ts';
import { describeGaps, describeObjects, describeRest } from './describe/coverage.ts';
import { dnsWords } from './describe/discovery.ts';
import { describeLoad } from './describe/load.ts';
import { describeCluster, describeEvents, describeTraffic, describeWorkloads } from './describe/model.ts';
import { paragraph } from './describe/text.ts';
import { formatIssue } from '../base/errors.ts';
import type { LoadedScenario } from './load.ts';
import { formatDuration } from './values/duration.ts';

/** Several paragraphs with headings, ending in a line feed. */
export function describeScenario(loaded: LoadedScenario): string {
  const { scenario, simulation, coverage, warnings, assumptions } = loaded;
  const sections = [
    [scenario.title, ...(scenario.question === undefined ? [] : [scenario.question])],
    ['Experiment', ...experiment(loaded, simulation)],
    ['Cluster', ...describeCluster(simulation.cluster), ...dnsWords(simulation)],
    ['Workloads', ...describeWorkloads(simulation)],
    ['Traffic', ...describeTraffic(simulation)],
    ['Events', ...describeEvents(simulation)],
    ['Offered load and steady state', ...describeLoad(simulation)],
    ['Assumptions', ...assumptions],
    ['Thresholds', ...thresholds(loaded)],
    ['Kubernetes objects', ...describeObjects(coverage)],
    ['Ignored, though it could matter', ...describeGaps(coverage)],
    ['Ignored, without influence on requests', ...describeRest(coverage)],
    ['Warnings', ...warnings.map(formatIssue)],
  ];
  const shown = sections.filter((lines) => lines.length > 1 || lines[0] === scenario.title);
  return shown.map(([heading, ...lines]) => paragraph(heading!, lines)).join('\n');
}

function experiment(
  { seed, replications, autoWarmup }: LoadedScenario,
  simulation: SimulationOptions,
): string[] {
  const { durationMs, warmupMs } = simulation;
  const from = autoWarmup ? 'the end of the warm-up, to be found by pilot runs,' : formatDuration(warmupMs);
  const window = `requests that arrive from ${from} to ${formatDuration(durationMs)} are counted`;
  const runs = replications === 1 ? '1 replication' : `${replications} replications`;
  return [`${runs} of ${formatDuration(durationMs)}, seed ${JSON.stringify(seed)}; ${window}`];
}

function thresholds({ scenario }: LoadedScenario): string[] {
  const { traffic = {}, ...ofAll } = scenario.thresholds;
  const lines = (groups: Readonly<Record<string, readonly string[] | undefined>>, prefix = '') =>
    Object.entries(groups).flatMap(([group, conditions = []]) =>
      conditions.map((condition) => `${prefix}${group} ${condition}`),
    );
  return [
    ...lines(ofAll),
    ...Object.entries(traffic).flatMap(([name, own]) => lines(own, `traffic.${name}.`)),
  ];
}
