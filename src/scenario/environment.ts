/**
 * Checks of clients that find a Service by the environment of their containers: which Services have variables, and in
 * which containers. It reads the scenario as written.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go (getServiceEnvVarMap)
 */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import { isResolved } from './kubernetes/discovery.ts';
import { templateOf, type Workload } from './kubernetes/workload.ts';
import type { World } from './kubernetes/world.ts';
import type { Problems } from './problems.ts';
import type { Path } from './text/path.ts';

/** A source of requests, or a call. */
interface Client {
  /** Where it is written. */
  readonly base: Path;
  /** The workload whose pods send; or what else `from` may say. */
  readonly client: unknown;
  /** Name of the Service. */
  readonly to: unknown;
}

/** Reports why the environment of these containers can never name the Service. */
export function checkEnvironment(
  scenario: View,
  { base, client, to }: Client,
  world: World,
  problems: Problems,
): void {
  const path = [...base, 'environment'];
  if (read(scenario, path) === undefined) return;
  const expected = mistakeOf(client, to, world);
  if (expected !== null) complain(scenario, { path, expected }, problems);
  else if (read(scenario, [...base, 'dns']) !== undefined) {
    const either = 'expected either "environment" or "dns": who has the address does not look it up';
    complain(scenario, { path, expected: either }, problems);
  }
}

/** `null`: none, or what is wrong has been reported elsewhere. */
function mistakeOf(client: unknown, to: unknown, world: World): string | null {
  const senders = [...world.workloads, ...world.applied].filter(({ object }) => object.name === client);
  if (senders.length === 0) {
    return 'expected only where "from" names a workload: other clients have no container of the cluster';
  }
  const service = world.services.find(({ object }) => object.name === to)!.parsed;
  if (service === null) return null;
  const { name, namespace } = service.metadata;
  if (isResolved(service)) {
    const what = service.spec.type === 'ExternalName' ? 'an ExternalName' : 'headless';
    return `expected a Service with an address of its own: service/${name} is ${what}, and no container has variables of it`;
  }
  if (senders.some(({ object }) => object.namespace !== namespace)) {
    return `expected a Service in the namespace of its clients: service/${name} is in "${namespace}", and containers have variables of their own namespace`;
  }
  const parsed = senders.flatMap((each) => (each.parsed === null ? [] : [each.parsed]));
  if (!parsed.some(isWithoutLinks)) return null;
  return `expected clients with service links: enableServiceLinks is false in the pods of "${String(client)}", so their containers have no variables but those of service/kubernetes`;
}

function isWithoutLinks(workload: Workload): boolean {
  return templateOf(workload).spec.enableServiceLinks === false;
}
