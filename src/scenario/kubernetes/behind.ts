/**
 * Which pods are behind a Service, and which of their containers. It works on objects as written as well as on
 * parsed ones, because options may refer to "the container" before anything is validated.
 */
import { isRecord, valueAt, type Path } from '../text/path.ts';

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
 * get traffic (`targets`) have the first word, headless ones the last.
 */
export function containerBehind(
  workload: unknown,
  services: readonly unknown[],
  targets: readonly string[],
): number {
  const rank = (service: unknown): number => {
    if (targets.some((name) => name === valueAt(service, ['metadata', 'name']))) return 0;
    return valueAt(service, ['spec', 'clusterIP']) === 'None' ? 2 : 1;
  };
  for (const service of services.toSorted((a, b) => rank(a) - rank(b))) {
    if (!isBehind(workload, service)) continue;
    const index = containerDeclaring(workload, targetPortOf(service));
    if (index >= 0) return index;
  }
  return 0;
}

/** Names of the Services that the traffic of a scenario, as written, and its calls go to. */
export function targetsIn(scenario: unknown): string[] {
  const applications = valueAt(scenario, ['applications']);
  const callers = isRecord(applications) ? Object.values(applications) : [];
  const events = valueAt(scenario, ['events']);
  const changed = Array.isArray(events) ? events.map((event) => valueAt(event, ['application'])) : [];
  const calls = [...callers, ...changed].map((each) => valueAt(each, ['calls']));
  const lists = [valueAt(scenario, ['traffic']), ...calls];
  const names = lists.flatMap((list: unknown) =>
    Array.isArray(list) ? list.map((each) => valueAt(each, ['to'])) : [],
  );
  return names.filter((name) => typeof name === 'string');
}

/** Index of the container that declares the port, by number or name; -1 without one. */
export function containerDeclaring(workload: unknown, port: unknown): number {
  const containers = valueAt(workload, [...templatePath(workload), 'spec', 'containers']);
  if (!Array.isArray(containers)) return -1;
  const key = typeof port === 'string' ? 'name' : 'containerPort';
  return containers.findIndex((container) => {
    const ports = valueAt(container, ['ports']);
    return Array.isArray(ports) && ports.some((each) => valueAt(each, [key]) === port);
  });
}

/** targetPort of the first port of a Service, which is its port unless said otherwise. */
export function targetPortOf(service: unknown): string | number | undefined {
  const first = valueAt(service, ['spec', 'ports', 0]);
  const port = valueAt(first, ['targetPort']) ?? valueAt(first, ['port']);
  return typeof port === 'string' || typeof port === 'number' ? port : undefined;
}

function namespaceOf(object: unknown): unknown {
  return valueAt(object, ['metadata', 'namespace']) ?? 'default';
}
