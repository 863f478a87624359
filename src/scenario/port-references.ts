/** Checks that traffic and calls name a port that their Service has. */
import type { View } from './draft.ts';
import { complain } from './draft.ts';
import type { Service } from './kubernetes/service.ts';
import { isTcp, portIndex } from './kubernetes/service-ports.ts';
import type { Problems } from './problems.ts';
import { didYouMeanOrList } from './suggest.ts';
import type { Path } from './text/path.ts';

/** @returns the index of the port, -1 where the Service has none; `null` after reporting what is wrong with it. */
export function checkPort(
  scenario: View,
  base: Path,
  port: unknown,
  service: Service,
  problems: Problems,
): number | null {
  const { ports } = service.spec;
  const label = `service/${service.metadata.name}`;
  const index = portIndex(service, port);
  const complainAt = (expected: string, hint: string | null = null): null => {
    complain(scenario, { path: [...base, port === undefined ? 'to' : 'port'], expected, hint }, problems);
    return null;
  };
  if (index >= 0) {
    return isTcp(ports[index]) ? index : complainAt(`expected a TCP port: this one of ${label} is not`);
  }
  // What is no name or number is reported by the schema.
  const isNamed = typeof port === 'string' || typeof port === 'number';
  if (ports.length === 0) {
    return isNamed ? complainAt(`expected nothing, as ${label} has no ports`) : index;
  }
  if (!isNamed) return null;
  const target = ports.find(({ targetPort }) => targetPort === port);
  const isTarget = target !== undefined && `its port ${target.port} leads to ${JSON.stringify(port)}`;
  const known = ports.flatMap(({ name, port: number }) => [
    ...(name === undefined ? [] : [name]),
    String(number),
  ]);
  const hint = isTarget || didYouMeanOrList(String(port), known, 'ports');
  return complainAt(`expected the name or number of a port of ${label}`, hint);
}
