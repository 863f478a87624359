/** What a scenario says of the CPU that contradicts itself, or that has no effect. */
import { count } from './describe/text.ts';
import { APPLICATION } from './defaults.ts';
import { complain, read, warn, type View } from './draft.ts';
import { templatePath } from './kubernetes/behind.ts';
import { templateOf, type Workload } from './kubernetes/workload.ts';
import type { Modelled } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { isRecord, valueAt } from './text/path.ts';
import { milliOf, parseMilli } from './values/quantity.ts';

/** Cores that nobody shares. */
export function checkCores(scenario: View, problems: Problems): void {
  const applications = read(scenario, ['applications']);
  for (const [name, application] of Object.entries(isRecord(applications) ? applications : {})) {
    const discipline = valueAt(application, ['discipline']) ?? APPLICATION.discipline;
    if (discipline === 'processorSharing' || valueAt(application, ['cpu', 'cores']) === undefined) continue;
    const expected =
      'expected "discipline": "processorSharing" beside it: otherwise each slot has a core of its own';
    complain(scenario, { path: ['applications', name, 'cpu', 'cores'], expected }, problems);
  }
}

/** What a program uses all the time leaves nothing of its limit. */
export function adviseIdle(scenario: View, { workload, container }: Serving, problems: Problems): void {
  const path = ['applications', workload.object.name, 'cpu', 'idle'];
  const written = read(scenario, path);
  const idle = typeof written === 'string' || typeof written === 'number' ? parseMilli(written) : null;
  const limit = templateOf(workload.parsed!).spec.containers[container]!.resources?.limits?.cpu;
  if (idle === null || limit === undefined || milliOf(limit) === 0 || idle < milliOf(limit)) return;
  const expected = `leaves nothing of the CPU limit, which is ${limit}, for requests`;
  warn(scenario, { path, expected }, problems);
}

/** A workload, and which of its containers is behind the Service. */
export interface Serving {
  readonly workload: Modelled<Workload>;
  readonly container: number;
}

/** CPU limits where nothing says that requests are work of the CPU: told once, for real manifests have many. */
export function adviseLimits(scenario: View, all: readonly Serving[], problems: Problems): void {
  const idle = all.filter(({ workload, container }) => {
    const { resources } = templateOf(workload.parsed!).spec.containers[container]!;
    const application = read(scenario, ['applications', workload.object.name]);
    const isShared = valueAt(application, ['discipline']) === 'processorSharing';
    return resources?.limits?.cpu !== undefined && valueAt(application, ['cpu']) === undefined && !isShared;
  });
  const [first] = idle;
  if (first === undefined) return;
  const { object, parsed } = first.workload;
  const path = [...templatePath(parsed), 'spec', 'containers', first.container, 'resources', 'limits', 'cpu'];
  const others = idle.length === 1 ? '' : ` (nor do those of ${count(idle.length - 1, 'other workload')})`;
  const expected = `throttles nothing${others}: nothing says that requests are work of the CPU`;
  const hint = `--set applications.${object.name}.cpu.share=1 says that all of it is`;
  warn(object.view, { path, expected, hint }, problems);
}
