import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { describeScenario } from './describe.ts';
import { loadScenario, type LoadedScenario } from './load.ts';

const THROTTLING = readFileSync(new URL('../../scenarios/cpu-throttling.json', import.meta.url), 'utf8');

type Changes = readonly (readonly [from: string, to: string])[];

/** The scenario with other text here and there. */
function changed(...changes: Changes): LoadedScenario {
  let text = THROTTLING;
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  return loadScenario({ inputs: ['-'], stdin: text });
}

function mistakes(...changes: Changes): string[] {
  try {
    changed(...changes);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

const podOf = ({ simulation }: LoadedScenario) => simulation.workloads[0]!.pod;
const RESOURCES = '"resources": { "requests": { "cpu": "250m" }, "limits": { "cpu": "500m" } },';
const CPU = '"cpu": { "share": 1, "cores": 4 },';
const DISCIPLINE = '"discipline": "processorSharing",';
/** In the first service that still says so. */
const UNSAID: Changes = [
  [CPU, ''],
  [DISCIPLINE, ''],
];
const NODES = '"resources": [';

describe('a CPU limit', () => {
  it('is a quota of each period of the kubelet', () => {
    const limits = (cpu: string) => `"resources": { "limits": { "cpu": ${cpu} } },`;
    expect(podOf(changed()).cpuQuota).toEqual({ quotaMs: 50, periodMs: 100 });
    const kubelet = (settings: string) =>
      podOf(changed([NODES, `"cluster": { "kubelet": ${settings} }, ${NODES}`]));
    expect(kubelet('{ "cpuCFSQuotaPeriod": "10ms" }').cpuQuota).toEqual({ quotaMs: 5, periodMs: 10 });
    expect(kubelet('{ "cpuCFSQuota": false }').cpuQuota).toBeUndefined();
    expect(podOf(changed([RESOURCES, limits('"1m"')])).cpuQuota).toEqual({ quotaMs: 1, periodMs: 100 });
    expect(podOf(changed([RESOURCES, limits('0')])).cpuQuota).toBeUndefined();
  });

  it('is what a container asks for where its requests say nothing', () => {
    expect(podOf(changed()).requests).toEqual({ cpu: 0.25, memory: 0 });
    const limits = '"resources": { "limits": { "cpu": "500m", "memory": "1Ki" } },';
    expect(podOf(changed([RESOURCES, limits])).requests).toEqual({ cpu: 0.5, memory: 1024 });
  });

  it('throttles nothing, and says so, where no work is said to be of the CPU', () => {
    const { warnings } = changed([CPU, ''], [DISCIPLINE, '']);
    expect(warnings.map(formatIssue).join()).toMatch(/limits\.cpu.*throttles nothing/);
    expect(changed([DISCIPLINE, ''], [CPU, '"cpu": {},']).warnings).toEqual([]);
    expect(changed([CPU, '']).warnings).toEqual([]);
  });
});

describe('a QoS class', () => {
  const qosClass = (resources: string, more = '') =>
    podOf(changed([RESOURCES, `"resources": ${resources},`], ['"containers": [', `${more} "containers": [`]))
      .qosClass;
  const both = (cpu: string) => `{ "cpu": "${cpu}", "memory": "1Gi" }`;

  it.each([
    ['{}', undefined],
    ['{ "requests": { "memory": "1Gi" } }', 'Burstable'],
    ['{ "limits": { "cpu": "1" } }', 'Burstable'],
    [`{ "limits": ${both('1')} }`, 'Guaranteed'],
    [`{ "limits": ${both('1')}, "requests": { "cpu": "1000m" } }`, 'Guaranteed'],
    [`{ "limits": ${both('1')}, "requests": { "cpu": "500m" } }`, 'Burstable'],
    [`{ "requests": ${both('1')} }`, 'Burstable'],
  ])('of %s is %s', (resources, expected) => expect(qosClass(resources)).toBe(expected));

  it('is Guaranteed only if every container is, init containers included', () => {
    const init = (resources: string) => `"initContainers": [{ "name": "init", "resources": ${resources} }],`;
    expect(qosClass(`{ "limits": ${both('1')} }`, init('{}'))).toBe('Burstable');
    expect(qosClass(`{ "limits": ${both('1')} }`, init(`{ "limits": ${both('2')} }`))).toBe('Guaranteed');
    expect(qosClass('{}', init(`{ "limits": ${both('2')} }`))).toBe('Burstable');
  });
});

describe('the cores of a node', () => {
  const nodes = (cpu: string) => `"cluster": { "nodes": [{ "name": "n", "cpu": ${cpu} }] }, ${NODES}`;

  it('are what describe says pods compete for', () => {
    const words = /as\s+Burstable,\s+with\s+requests\s+of\s+0\.25\s+cores/;
    expect(describeScenario(changed([NODES, nodes('2')]))).toMatch(words);
    expect(describeScenario(changed())).not.toMatch(/competes/);
    const unsaid = changed([NODES, nodes('2')], ...UNSAID, ...UNSAID);
    expect(describeScenario(unsaid)).not.toMatch(/competes/);
  });

  it('are more than none', () => {
    expect(mistakes([NODES, nodes('0')]).join()).toMatch(/cluster\.nodes\[0\]\.cpu.*above 0/);
  });
});

describe('cpu.idle', () => {
  it('is warned of where it is all that the limit allows', () => {
    const warnings = (idle: string) =>
      changed(['"cores": 4', `"cores": 4, "idle": "${idle}"`]).warnings.map(formatIssue);
    expect(warnings('499m')).toEqual([]);
    expect(warnings('500m').join()).toMatch(/applications\.web\.cpu\.idle.*leaves nothing of the CPU limit/);
  });
});

describe('processorSharing', () => {
  it('has the cores that the scenario says, or one', () => {
    expect(podOf(changed()).application.cpu).toEqual({ share: 1, idle: 0, cores: 4 });
    expect(podOf(changed([CPU, ''])).application.cpu).toEqual({ share: 1, idle: 0, cores: 1 });
    expect(
      podOf(changed([CPU, '"cpu": { "share": "50%", "idle": "20m" },'], [DISCIPLINE, ''])).application.cpu,
    ).toEqual({ share: 0.5, idle: 0.02 });
  });

  it.each<readonly [Changes, string, string]>([
    [[[DISCIPLINE, '']], 'cpu.cores', '"discipline": "processorSharing"'],
    [[['"cores": 4', '"cores": 0']], 'cpu.cores', 'above 0'],
    [
      [[NODES, `"cluster": { "kubelet": { "cpuCFSQuotaPeriod": "2s" } }, ${NODES}`]],
      'cpuCFSQuotaPeriod',
      '1ms to 1s',
    ],
    [[['"250m"', '"600m"']], 'resources.requests.cpu', 'at most the limit, which is 500m'],
    [[['"500m"', '"half"']], 'limits.cpu', 'expected a quantity such as'],
  ])('complains about %j', (changes, place, words) => {
    const found = mistakes(...changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(place);
    expect(found[0]).toContain(words);
  });

  it('is told by describe, with its steady state where theory has one', () => {
    expect(describeScenario(changed())).toMatch(
      /requests share 4 cores; throttled beyond 50 ms of CPU time in each 100\s+ms/,
    );
    const plain = changed(
      [RESOURCES, ''],
      ['"path": "shared"', '"path": "separate"'],
      ['"cores": 4', '"cores": 1'],
    );
    // 12.5/s × 20 ms = 25 % of one core: 20 ms / (1 − 0.25).
    expect(describeScenario(plain)).toMatch(
      /M\/M\/1\/80 by processor sharing[^.]*25 % of the cores\s+busy, mean time in the pod 26\.7 ms/,
    );
  });
});
