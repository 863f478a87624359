/**
 * Checks of calls between services: that each leads somewhere, and that none leads back to where it came from, for such
 * a request would never be answered. It reads the scenario as written.
 */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import { isBehind } from './kubernetes/behind.ts';
import { targetOf } from './kubernetes/discovery.ts';
import type { World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { isRecord, valueAt, type Path } from './text/path.ts';

/** A call as written. */
export interface WrittenCall {
  readonly path: Path;
  /** Name of the workload that makes it. */
  readonly caller: string;
  /** Name of a Service, if it is one. */
  readonly to: unknown;
  /** Name or number of one of its ports, if it is one. */
  readonly port: unknown;
}

export function callsIn(scenario: View): WrittenCall[] {
  const applications = read(scenario, ['applications']);
  const names = isRecord(applications) ? Object.keys(applications) : [];
  const events = read(scenario, ['events']);
  return [
    ...names.flatMap((name) => callsAt(scenario, ['applications', name], name)),
    ...(Array.isArray(events) ? events : []).flatMap((event, i) => {
      const caller = String(valueAt(event, ['target'])).replace(/^.*\//, '');
      return callsAt(scenario, ['events', i, 'application'], caller);
    }),
  ];
}

function callsAt(scenario: View, base: Path, caller: string): WrittenCall[] {
  const calls = read(scenario, [...base, 'calls']);
  return (Array.isArray(calls) ? calls : []).map((call, i) => ({
    path: [...base, 'calls', i, 'to'],
    caller,
    to: valueAt(call, ['to']),
    port: valueAt(call, ['port']),
  }));
}

/** Reports every circle of calls once, where the first workload of it calls the next. */
export function checkCircles(scenario: View, world: World, problems: Problems): void {
  const calls = callsIn(scenario);
  const callers = [...new Set(calls.map(({ caller }) => caller))];
  callers.forEach((caller, i) => {
    const circle = circleFrom(caller, [], calls, world, new Set(callers.slice(0, i)));
    if (circle === null) return;
    const [first] = circle;
    const names = [...circle.map((call) => call.caller), caller].join(' → ');
    const expected = `expected calls that end somewhere: ${names} is a circle`;
    complain(scenario, { path: first!.path, expected }, problems);
  });
}

/** The calls that lead from the last of the trail, or from `start`, back to `start`; `null` without such. */
function circleFrom(
  start: string,
  trail: readonly WrittenCall[],
  calls: readonly WrittenCall[],
  world: World,
  seen: Set<string>,
): readonly WrittenCall[] | null {
  const at = trail.length === 0 ? [start] : calledBy(trail.at(-1)!, world);
  for (const name of at) {
    if (trail.length > 0 && name === start) return trail;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const call of calls.filter(({ caller }) => caller === name)) {
      const circle = circleFrom(start, [...trail, call], calls, world, seen);
      if (circle !== null) return circle;
    }
  }
  return null;
}

/** Names of the workloads that answer a call. */
function calledBy({ to }: WrittenCall, { workloads, services }: World): string[] {
  const known = services.flatMap(({ parsed }) => (parsed === null ? [] : [parsed]));
  const service = known.find(({ metadata }) => metadata.name === to);
  if (service === undefined) return [];
  const target = targetOf(service, known);
  return workloads.filter(({ parsed }) => isBehind(parsed, target)).map(({ object }) => object.name);
}
