/**
 * The ports of Services, and which of them requests go to. It works on objects as written as well as on parsed ones,
 * because options may refer to "the container" before anything is validated.
 */
import { isRecord, valueAt } from '../text/path.ts';

/** What traffic or a call says of where it goes. */
export interface Destination {
  /** Name of a Service. */
  readonly to: string;
  /** Name or number of one of its ports; left out: its first. */
  readonly port?: unknown;
}

/** Of the traffic of a scenario, as written, and of its calls. */
export function destinationsIn(scenario: unknown): Destination[] {
  const applications = valueAt(scenario, ['applications']);
  const callers = isRecord(applications) ? Object.values(applications) : [];
  const events = valueAt(scenario, ['events']);
  const changed = Array.isArray(events) ? events.map((event) => valueAt(event, ['application'])) : [];
  const calls = [...callers, ...changed].map((each) => valueAt(each, ['calls']));
  const lists = [valueAt(scenario, ['traffic']), ...calls];
  return lists.flatMap((list: unknown) =>
    (Array.isArray(list) ? list : []).flatMap((each) => {
      const to = valueAt(each, ['to']);
      return typeof to === 'string' ? [{ to, port: valueAt(each, ['port']) }] : [];
    }),
  );
}

/** Index of the port of this name or number, or of the first that takes requests; -1 without one. */
export function portIndex(service: unknown, port: unknown): number {
  const ports = portsOf(service);
  if (port === undefined) return Math.max(ports.findIndex(isTcp), Math.min(ports.length, 1) - 1);
  const key = typeof port === 'string' ? 'name' : 'port';
  const found = ports.findIndex((each) => valueAt(each, [key]) === port && isTcp(each));
  return found >= 0 ? found : ports.findIndex((each) => valueAt(each, [key]) === port);
}

/** Of a Service or a container; requests go by TCP. */
export function isTcp(port: unknown): boolean {
  return (valueAt(port, ['protocol']) ?? 'TCP') === 'TCP';
}

/** targetPort of a port of a Service, which is its port unless said otherwise. */
export function targetPortOf(service: unknown, index: number): string | number | undefined {
  const found = portsOf(service)[index];
  const port = valueAt(found, ['targetPort']) ?? valueAt(found, ['port']);
  return typeof port === 'string' || typeof port === 'number' ? port : undefined;
}

/** Indexes of the ports of a Service that requests go to; its first where none do. */
export function portsInUse(service: unknown, destinations: readonly Destination[]): number[] {
  const name = valueAt(service, ['metadata', 'name']);
  const asked = destinations.flatMap(({ to, port }) => (to === name ? [portIndex(service, port)] : []));
  const known = [...new Set(asked)].filter((index) => index >= 0).toSorted((a, b) => a - b);
  return known.length > 0 ? known : [portIndex(service, undefined)];
}

function portsOf(service: unknown): readonly unknown[] {
  const ports = valueAt(service, ['spec', 'ports']);
  return Array.isArray(ports) ? ports : [];
}
