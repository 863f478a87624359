/**
 * Checks of what leads out of the cluster: hosts, and endpoints that are written by hand. It reads the scenario as
 * written, so that it can speak even where other parts are still wrong.
 */
import { NETWORK, TRAFFIC } from './defaults.ts';
import type { View } from './draft.ts';
import { complain, read, warn } from './draft.ts';
import { hostNameOf, isResolved } from './kubernetes/discovery.ts';
import { endpointsFor, type WrittenEndpoints } from './kubernetes/endpoints.ts';
import type { Service } from './kubernetes/service.ts';
import { writtenFor, type Modelled, type World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import { didYouMeanOrList } from './suggest.ts';
import { isRecord, type Path } from './text/path.ts';

/** Distances to places outside that one simulation can tell apart. */
const MAX_DELAYS = 12;

export function checkHosts(scenario: View, problems: Problems): void {
  const hosts = hostsIn(scenario);
  const names = new Set<unknown>();
  const addresses = new Set<unknown>();
  hosts.forEach((host, i) => {
    if (names.has(host['name'])) {
      const expected = 'expected each host to have a name of its own';
      complain(scenario, { path: ['hosts', i, 'name'], expected }, problems);
    }
    names.add(host['name']);
    addressesOf(host).forEach((address, j) => {
      if (addresses.has(address)) {
        const expected = 'expected an address that no host has yet';
        complain(scenario, { path: ['hosts', i, 'addresses', j], expected }, problems);
      }
      addresses.add(address);
    });
  });
  checkDelays(scenario, hosts, problems);
}

function checkDelays(scenario: View, hosts: readonly Record<string, unknown>[], problems: Problems): void {
  const delays = hosts.map(({ delay = NETWORK.external }) => delay);
  const isNew = (delay: unknown, i: number): boolean => delays.indexOf(delay) === i;
  const tooMany = delays.flatMap((delay, i) => (isNew(delay, i) ? [i] : []))[MAX_DELAYS];
  if (tooMany === undefined) return;
  const expected = `expected at most ${MAX_DELAYS} different delays among the hosts`;
  complain(scenario, { path: ['hosts', tooMany, 'delay'], expected }, problems);
}

/** An ExternalName that gets traffic must name a host, or a Service of the scenario. */
export function checkHostName(
  scenario: View,
  { object, parsed }: Modelled<Service>,
  problems: Problems,
): void {
  const names = hostsIn(scenario).map(({ name }) => String(name));
  if (names.includes(hostNameOf(parsed!)!)) return;
  const expected =
    'expected the name of one of "hosts", or of a Service such as "web.default.svc.cluster.local"';
  const hint = didYouMeanOrList(hostNameOf(parsed!)!, names, 'hosts');
  complain(object.view, { path: ['spec', 'externalName'], expected, hint }, problems);
}

/** Only clients inside ask the cluster's DNS. */
export function checkLookup(scenario: View, index: number, service: Service, problems: Problems): void {
  const base = ['traffic', index];
  if ((read(scenario, [...base, 'from']) ?? TRAFFIC.from) !== 'external') return;
  if (isResolved(service)) {
    const what = service.spec.type === 'ExternalName' ? 'an ExternalName' : 'headless';
    const expected = `expected "cluster" or the name of a Deployment: service/${service.metadata.name} is ${what}, and only clients inside get its addresses`;
    complain(scenario, { path: [...base, 'from'], expected }, problems);
  } else if (read(scenario, [...base, 'dns']) !== undefined) {
    const expected = 'expected only for clients inside: those outside do not ask the DNS of the cluster';
    complain(scenario, { path: [...base, 'dns'], expected }, problems);
  }
}

/** Of a Service without a selector that gets traffic: what will be lost there, and why. */
export function adviseWritten(
  scenario: View,
  service: Service,
  port: number,
  world: World,
  problems: Problems,
): void {
  const portName = service.spec.ports[port]?.name ?? '';
  const known = new Set(hostsIn(scenario).flatMap(addressesOf));
  const written = writtenFor(service, world);
  let isEmpty = true;
  for (const { object, parsed } of written) {
    const endpoints = endpointsFor(portName, [parsed!]);
    if (endpoints.length > 0) isEmpty = false;
    else advisePort(object, parsed!, portName, problems);
    for (const { address } of endpoints) {
      if (known.has(address)) continue;
      const expected = 'no host has this address: nothing answers there';
      warn(object.view, { path: pathTo(address, parsed), expected }, problems);
    }
  }
  if (!isEmpty) return;
  const expected = `nobody has written endpoints for service/${service.metadata.name}: every request is refused`;
  const hint = 'add Endpoints of its name, or a selector';
  warn(scenario, { path: ['traffic'], expected, hint: written.length === 0 ? hint : null }, problems);
}

/** A name that differs is the usual mistake: Kubernetes matches ports by name alone. */
function advisePort(
  object: Modelled<unknown>['object'],
  written: WrittenEndpoints,
  portName: string,
  problems: Problems,
): void {
  const groups = written.kind === 'Endpoints' ? written.subsets : [written];
  const names = groups.flatMap(({ ports }) => ports.map(({ name = '' }) => JSON.stringify(name)));
  if (names.length === 0) return;
  const expected = `the port of the Service is named ${JSON.stringify(portName)}, and here are ${names.join(', ')}: Kubernetes sends nothing there`;
  warn(object.view, { path: [], expected }, problems);
}

/** Where a value first stands in an object. */
function pathTo(value: unknown, within: unknown): Path {
  if (!isRecord(within) && !Array.isArray(within)) return [];
  for (const [key, member] of Object.entries(within)) {
    const step = Array.isArray(within) ? Number(key) : key;
    if (member === value) return [step];
    const rest = pathTo(value, member);
    if (rest.length > 0) return [step, ...rest];
  }
  return [];
}

function hostsIn(scenario: View): readonly Record<string, unknown>[] {
  const hosts = read(scenario, ['hosts']);
  return Array.isArray(hosts) ? hosts.map((each) => (isRecord(each) ? each : {})) : [];
}

function addressesOf({ addresses }: Record<string, unknown>): readonly unknown[] {
  return Array.isArray(addresses) ? addresses : [];
}
