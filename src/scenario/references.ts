/**
 * Checks what refers from one place of a scenario to another: traffic to Services, Services to pods, events and
 * applications to workloads. It reads the scenario as written, so that it can speak even where other parts are
 * still wrong.
 */
import { callsIn, checkCircles } from './calls.ts';
import type { View } from './draft.ts';
import { checkEnvironment } from './environment.ts';
import { checkEventReferences } from './event-references.ts';
import { complain, read, warn } from './draft.ts';
import { isBehind } from './kubernetes/behind.ts';
import { hostNameOf, targetOf } from './kubernetes/discovery.ts';
import { takesWritten } from './kubernetes/endpoints.ts';
import type { Service } from './kubernetes/service.ts';
import { checkPort } from './port-references.ts';
import { replicasOf, templateOf } from './kubernetes/workload.ts';
import type { Modelled, World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { adviseWritten, checkHostName, checkLookup } from './outside.ts';
import { didYouMeanOrList, editDistance } from './suggest.ts';
import { isRecord, type Path } from './text/path.ts';

/** Reports every reference that leads nowhere. */
export function checkReferences(scenario: View, world: World, problems: Problems): void {
  checkApplications(scenario, world, problems);
  checkCalls(scenario, world, problems);
  checkTraffic(scenario, world, problems);
  checkEventReferences(scenario, world, problems);
}

function checkApplications(scenario: View, world: World, problems: Problems): void {
  const names = workloadNames(world);
  const applications = read(scenario, ['applications']);
  for (const name of isRecord(applications) ? Object.keys(applications) : []) {
    if (names.includes(name)) continue;
    const hint = didYouMeanOrList(name, names, 'workloads');
    const expected = 'expected the name of a workload';
    complain(scenario, { path: ['applications', name], expected, hint, unknownKey: true }, problems);
  }
}

function checkTraffic(scenario: View, world: World, problems: Problems): void {
  const seen = new Set<unknown>();
  const checked = new Set<string>();
  elements(scenario, 'traffic').forEach(({ name, to, port, from }, i) => {
    if (typeof name === 'string' && seen.has(name)) {
      complain(
        scenario,
        { path: ['traffic', i, 'name'], expected: 'expected each source to have a name of its own' },
        problems,
      );
    }
    seen.add(name);
    if (typeof from === 'string') checkOrigin(scenario, i, from, world, problems);
    const target = targetAt(scenario, ['traffic', i, 'to'], to, world, problems);
    if (target === null) return;
    checkLookup(scenario, i, target.parsed!, problems);
    checkEnvironment(scenario, { base: ['traffic', i], client: from, to }, world, problems);
    const index = checkPort(scenario, ['traffic', i], port, target.parsed!, problems);
    if (index === null || checked.has(`${target.object.view.label}:${index}`)) return;
    checked.add(`${target.object.view.label}:${index}`);
    checkTarget(scenario, ['traffic', i, 'to'], target, index, world, problems);
  });
}

function checkCalls(scenario: View, world: World, problems: Problems): void {
  for (const { path, caller, to, port } of callsIn(scenario)) {
    const target = targetAt(scenario, path, to, world, problems);
    if (target === null) continue;
    const base = path.slice(0, -1);
    checkEnvironment(scenario, { base, client: caller, to }, world, problems);
    const index = checkPort(scenario, base, port, target.parsed!, problems);
    if (index !== null) checkTarget(scenario, path, target, index, world, problems);
  }
  checkCircles(scenario, world, problems);
}

/** The Service that requests to `to` reach; `null` after reporting that there is none, or where it has mistakes. */
function targetAt(
  scenario: View,
  path: Path,
  to: unknown,
  world: World,
  problems: Problems,
): Modelled<Service> | null {
  if (typeof to !== 'string') return null;
  const service = world.services.find(({ object }) => object.name === to);
  if (service !== undefined) return service.parsed === null ? null : endOf(service.parsed, world);
  const names = world.services.map(({ object }) => object.name);
  const hint = didYouMeanOrList(to, names, 'Services');
  complain(scenario, { path, expected: 'expected the name of a Service', hint }, problems);
  return null;
}

/** Where an ExternalName leads within the cluster; else the Service itself. */
function endOf(service: Service, { services }: World): Modelled<Service> {
  const known = services.flatMap(({ parsed }) => (parsed === null ? [] : [parsed]));
  const target = targetOf(service, known);
  return services.find(({ parsed }) => parsed === target)!;
}

function checkOrigin(scenario: View, index: number, from: string, world: World, problems: Problems): void {
  const names = ['external', 'cluster', ...workloadNames(world)];
  if (names.includes(from)) return;
  const expected = 'expected "external", "cluster" or the name of a workload';
  complain(
    scenario,
    { path: ['traffic', index, 'from'], expected, hint: didYouMeanOrList(from, names, 'known') },
    problems,
  );
}

/** A target must lead somewhere: to pods, to endpoints written by hand, or to a host. */
function checkTarget(
  scenario: View,
  path: Path,
  service: Modelled<Service>,
  port: number,
  world: World,
  problems: Problems,
): void {
  const parsed = service.parsed!;
  if (hostNameOf(parsed) !== null) return checkHostName(scenario, service, problems);
  if (takesWritten(parsed)) return adviseWritten(scenario, parsed, port, world, problems);
  if (world.workloads.some((each) => each.parsed === null)) return;
  const behind = world.workloads.filter((each) => isBehind(each.parsed, parsed));
  if (behind.length === 0) {
    const expected = 'expected the labels of some pods: no workload in its namespace has them';
    const hint = nearestLabels(parsed, world);
    complain(service.object.view, { path: ['spec', 'selector'], expected, hint }, problems);
  } else if (behind.every((each) => replicasOf(each.parsed!) === 0)) {
    const expected = `${behind[0]!.object.view.label} has 0 replicas: every request is refused until it is scaled`;
    warn(scenario, { path, expected }, problems);
  }
}

function nearestLabels(service: Service, world: World): string | null {
  const wanted = labelText(service.spec.selector);
  const candidates = world.workloads.map(({ object, parsed }) => {
    const labels = labelText(templateOf(parsed!).metadata.labels);
    const elsewhere =
      object.namespace === service.metadata.namespace ? '' : ` in namespace "${object.namespace}"`;
    return {
      text: `the pods of ${object.view.label}${elsewhere} have ${labels}`,
      distance: editDistance(wanted, labels),
    };
  });
  return candidates.toSorted((a, b) => a.distance - b.distance)[0]?.text ?? 'there are no workloads';
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function workloadNames({ workloads }: World): string[] {
  return workloads.map(({ object }) => object.name);
}

function elements(scenario: View, key: string): readonly Record<string, unknown>[] {
  const list = read(scenario, [key]);
  return Array.isArray(list) ? list.map((each) => (isRecord(each) ? each : {})) : [];
}
