/**
 * Which pods are behind a Service, and which of their containers. It works on objects as written as well as on
 * parsed ones, because options may refer to "the container" before anything is validated.
 */
import { isRecord, valueAt, type Path } from '../text/path.ts';
import { isTcp, portsInUse, targetPortOf, type Destination } from './service-ports.ts';

/** Whether the labels carry all pairs of a selector that is not empty. */
export function selects(selector: unknown, labels: unknown): boolean {
  if (!isRecord(selector) || !isRecord(labels)) return false;
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

/** Where labels and spec of the pods of a workload stand: a Pod is its own template. */
export function templatePath(workload: unknown): Path {
  return valueAt(workload, ['kind']) === 'Pod' ? [] : ['spec', 'template'];
}

/** Whether a Service's selector matches the pods of a workload in the same namespace. */
export function isBehind(workload: unknown, service: unknown): boolean {
  const labels = valueAt(workload, [...templatePath(workload), 'metadata', 'labels']);
  return (
    namespaceOf(workload) === namespaceOf(service) && selects(valueAt(service, ['spec', 'selector']), labels)
  );
}

/**
 * Index of the container that declares the port a Service sends to; the first where no Service says. Services that
 * get requests have the first word, headless ones the last.
 */
export function containerBehind(
  workload: unknown,
  services: readonly unknown[],
  destinations: readonly Destination[],
): number {
  const rank = (service: unknown): number => {
    if (destinations.some(({ to }) => to === valueAt(service, ['metadata', 'name']))) return 0;
    return valueAt(service, ['spec', 'clusterIP']) === 'None' ? 2 : 1;
  };
  for (const service of services.toSorted((a, b) => rank(a) - rank(b))) {
    if (!isBehind(workload, service)) continue;
    for (const port of portsInUse(service, destinations)) {
      const index = containerDeclaring(workload, targetPortOf(service, port));
      if (index >= 0) return index;
    }
  }
  return 0;
}

/** Index of the container that declares the port, by number or name; -1 without one. */
export function containerDeclaring(workload: unknown, port: unknown): number {
  const containers = valueAt(workload, [...templatePath(workload), 'spec', 'containers']);
  if (!Array.isArray(containers)) return -1;
  const key = typeof port === 'string' ? 'name' : 'containerPort';
  return containers.findIndex((container) => {
    const ports = valueAt(container, ['ports']);
    return Array.isArray(ports) && ports.some((each) => valueAt(each, [key]) === port && isTcp(each));
  });
}

function namespaceOf(object: unknown): unknown {
  return valueAt(object, ['metadata', 'namespace']) ?? 'default';
}
