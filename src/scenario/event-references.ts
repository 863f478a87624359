/** Checks what events refer to: their target must exist, and kubectl must be able to do this to it. */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import { isBehind, templatePath } from './kubernetes/behind.ts';
import { familyOf, isWorkloadKind, type Workload } from './kubernetes/workload.ts';
import type { Modelled, World } from './kubernetes/world.ts';
import { checkNodeTarget, isNodeEvent } from './node-targets.ts';
import type { Problems } from './problems.ts';
import { notAvailable } from './schema/parts.ts';
import { WORKLOAD_EVENTS } from './schema/workload-events.ts';
import { didYouMeanOrList } from './suggest.ts';
import { isRecord } from './text/path.ts';
import { checkTrafficChange } from './traffic-references.ts';

export function checkEventReferences(scenario: View, world: World, problems: Problems): void {
  const events = read(scenario, ['events']);
  for (const [i, event] of (Array.isArray(events) ? events : []).entries()) {
    if (isRecord(event)) checkTarget(scenario, i, event, world, problems);
  }
  for (const applied of world.applied) checkApplied(applied, world, problems);
  for (const { event, kind, view } of world.objects) {
    if (event === null || isWorkloadKind(kind)) continue;
    complain(
      view,
      { path: ['kind'], expected: 'expected a workload: an event can apply no other kind' },
      problems,
    );
  }
}

function checkTarget(
  scenario: View,
  index: number,
  event: Record<string, unknown>,
  world: World,
  problems: Problems,
): void {
  const { target, do: what } = event;
  if (what === 'setTraffic') return checkTrafficChange(scenario, index, event, problems);
  if (typeof target !== 'string' || !/^[A-Za-z]+\/[^/\s]+$/.test(target)) return;
  if (isNodeEvent({ do: what })) return checkNodeTarget(scenario, index, target, problems);
  const labels = world.workloads.map(({ object }) => object.view.label);
  const path = ['events', index, 'target'];
  const hint = didYouMeanOrList(target, labels, 'targets');
  const [kind = ''] = target.split('/');
  const lower = `${kind.toLowerCase()}${target.slice(kind.length)}`;
  const object = world.workloads.find(({ object: each }) => each.view.label === lower)?.object;
  if (object === undefined) {
    const kinds = [...new Set(labels.map((label) => label.split('/')[0]!))];
    const other = world.objects.find((each) => each.kind.toLowerCase() === kind.toLowerCase());
    const isOther = other !== undefined && other.model === null;
    const expected = isOther
      ? notAvailable(kind.toLowerCase(), kinds)
      : 'expected a workload of the scenario';
    complain(scenario, { path, expected, hint }, problems);
    return;
  }
  const isWrite = WORKLOAD_EVENTS.some((each) => each === what);
  if (!isWrite || !isWorkloadKind(object.model) || familyOf(object.model).events.includes(String(what)))
    return;
  const expected = `expected a workload that knows ${String(what)}, which a ${object.kind} does not`;
  complain(scenario, { path, expected, hint: null }, problems);
}

/** What an update cannot do: a pod is what it is, and Services keep the pods they have. */
function checkApplied({ object, parsed }: Modelled<Workload>, world: World, problems: Problems): void {
  const before = world.workloads.find((each) => each.object.view.label === object.view.label);
  if (before === undefined || before.object === object) return;
  if (parsed?.kind === 'Pod') {
    const expected = 'expected a name of its own: a pod that is there cannot be changed';
    complain(object.view, { path: ['metadata', 'name'], expected }, problems);
  }
  if (parsed === null || before.parsed === null) return;
  const moved = world.services.find(
    (each) => isBehind(before.parsed, each.parsed) !== isBehind(parsed, each.parsed),
  );
  if (moved === undefined) return;
  const path = [...templatePath(parsed), 'metadata', 'labels'];
  const expected = `expected labels that ${moved.object.view.label} selects as before: a move between Services is not available in this version`;
  complain(object.view, { path, expected }, problems);
}
