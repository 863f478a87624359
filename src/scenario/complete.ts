/**
 * From the parsed scenario to the complete one: what is derived from several fields is written in (title, seed,
 * warm-up, nodes, an application for every workload), and Kubernetes objects are carried inside with Kubernetes'
 * defaults. The complete scenario can be saved and loaded again with the same meaning.
 */
import { defaultWarmupMs, EXPERIMENT, KUBE_PROXY, RESOLUTION } from './defaults.ts';
import { autoscalerSchema, type HorizontalPodAutoscaler } from './kubernetes/autoscaler.ts';
import { modelledPart } from './kubernetes/coverage.ts';
import { disruptionBudgetSchema, type DisruptionBudget } from './kubernetes/disruption-budget.ts';
import type { WrittenEndpoints } from './kubernetes/endpoints.ts';
import { ingressSchema, type Ingress } from './kubernetes/ingress.ts';
import { isResolved, targetOf } from './kubernetes/discovery.ts';
import { serviceSchema } from './kubernetes/service.ts';
import type { Service } from './kubernetes/service.ts';
import { familyOf, type Workload } from './kubernetes/workload.ts';
import { writtenFor, writtenSchema, type World } from './kubernetes/world.ts';
import { numberedNodes } from './node-targets.ts';
import { applicationSchema, type Application } from './schema/application.ts';
import type { ScenarioEvent } from './schema/events.ts';
import type { ParsedScenario } from './schema/scenario.ts';
import { isRecord, valueAt } from './text/path.ts';
import { durationMs, formatDuration } from './values/duration.ts';

type ParsedCluster = ParsedScenario['cluster'];

export type ScenarioNode = Exclude<ParsedCluster['nodes'], number>[number];

export type ScenarioCluster = Omit<ParsedCluster, 'nodes' | 'kubeProxy'> & {
  readonly nodes: readonly ScenarioNode[];
  readonly kubeProxy: ParsedCluster['kubeProxy'] & { readonly minSyncPeriod: string };
};

type Resource = Workload | Service | DisruptionBudget | WrittenEndpoints | HorizontalPodAutoscaler | Ingress;
type ApplyManifest = Extract<ScenarioEvent, { do: 'applyManifest' }>;

/** What is applied stands inside; a new program is complete, not only what is different about it. */
export type CompleteEvent =
  | Exclude<ScenarioEvent, ApplyManifest>
  | (Omit<ApplyManifest, 'resources'> & { readonly resources: readonly Workload[] });

/** A scenario with every default written in; plain JSON data. */
export type Scenario = Omit<
  ParsedScenario,
  'title' | 'question' | '$schema' | 'warmup' | 'seed' | 'cluster' | 'resources' | 'events'
> & {
  readonly title: string;
  readonly question?: string;
  readonly warmup: string;
  readonly seed: string;
  readonly cluster: ScenarioCluster;
  /** All that is modelled: its modelled fields, defaults written in. Files are taken in, so `manifests` is empty. */
  readonly resources: readonly Resource[];
  readonly events: readonly CompleteEvent[];
};

/** `written` is the scenario as it stands in its file; `fallbackTitle` serves where the scenario has none. The world must be free of mistakes. */
export function completeScenario(
  parsed: ParsedScenario,
  world: World,
  written: unknown,
  fallbackTitle: string,
): Scenario {
  const { $schema: _schema, title, question, warmup, seed, cluster, resources: _resources, ...rest } = parsed;
  return {
    ...rest,
    traffic: withLookups(parsed.traffic, world),
    manifests: [],
    title: title ?? fallbackTitle,
    ...(question === undefined ? {} : { question }),
    // Of "auto", what serves until it has been found.
    warmup:
      warmup !== undefined && warmup !== 'auto'
        ? warmup
        : formatDuration(defaultWarmupMs(durationMs(parsed.duration))),
    seed: String(seed ?? title ?? EXPERIMENT.seed),
    cluster: { ...cluster, nodes: nodesOf(cluster.nodes), kubeProxy: kubeProxyOf(cluster.kubeProxy) },
    resources: resourcesOf(world),
    applications: applicationsOf(parsed, world),
    events: parsed.events.map((event, i) => completeEvent(event, i, parsed, world, written)),
  };
}

/** How names without an address of their own are looked up, where nobody says. */
function withLookups<
  T extends { readonly to: string; readonly dns?: ParsedScenario['traffic'][number]['dns'] },
>(sources: readonly T[], { services }: World): T[] {
  const known = services.flatMap(({ parsed }) => (parsed === null ? [] : [parsed]));
  return sources.map((source) => {
    const service = known.find(({ metadata }) => metadata.name === source.to);
    const isLookedUp = service !== undefined && isResolved(targetOf(service, known));
    return isLookedUp ? { ...source, dns: source.dns ?? RESOLUTION } : source;
  });
}

function nodesOf(nodes: ParsedCluster['nodes']): ScenarioCluster['nodes'] {
  if (typeof nodes !== 'number') return nodes;
  return numberedNodes(nodes);
}

function kubeProxyOf(kubeProxy: ParsedCluster['kubeProxy']): ScenarioCluster['kubeProxy'] {
  return { ...kubeProxy, minSyncPeriod: kubeProxy.minSyncPeriod ?? KUBE_PROXY.minSyncPeriod[kubeProxy.mode] };
}

function resourcesOf(world: World): Resource[] {
  const { objects, workloads, services, budgets, autoscalers, ingresses } = world;
  const inUse = services.flatMap(({ parsed }) => (parsed === null ? [] : writtenFor(parsed, world)));
  return objects.flatMap((object): Resource[] => {
    if (object.event !== null) return [];
    const workload = workloads.find((each) => each.object === object)?.parsed;
    if (workload) return [modelledPart(familyOf(workload.kind).schema, workload)];
    const service = services.find((each) => each.object === object)?.parsed;
    if (service) return [modelledPart(serviceSchema, service)];
    const autoscaler = autoscalers.find((each) => each.object === object)?.parsed;
    if (autoscaler) return [modelledPart(autoscalerSchema, autoscaler)];
    const budget = budgets.find((each) => each.object === object)?.parsed;
    if (budget) return [modelledPart(disruptionBudgetSchema, budget)];
    const ingress = ingresses.find((each) => each.object === object)?.parsed;
    if (ingress) return [modelledPart(ingressSchema, ingress)];
    const written = inUse.find((each) => each.object === object)?.parsed;
    return written ? [modelledPart(writtenSchema(written.kind), written)] : [];
  });
}

function applicationsOf({ applications }: ParsedScenario, world: World): Scenario['applications'] {
  const entries = world.workloads.map(({ object: { name } }) => {
    const application = applications[name] ?? applicationSchema.parse({});
    return [name, { ...application, calls: withLookups(application.calls, world) }] as const;
  });
  return Object.fromEntries(entries);
}

function completeEvent(
  event: ScenarioEvent,
  index: number,
  parsed: ParsedScenario,
  world: World,
  written: unknown,
): CompleteEvent {
  if (event.do !== 'setImage' && event.do !== 'applyManifest') return event;
  const applied = world.applied.flatMap(({ object, parsed: workload }) =>
    object.event === index && workload !== null ? [workload] : [],
  );
  const [name] =
    event.do === 'setImage' ? [event.target.split('/')[1]!] : applied.map((each) => each.metadata.name);
  const application = changedApplication(
    parsed.applications[name ?? ''],
    event.application,
    valueAt(written, ['events', index, 'application']),
  );
  const complete = { ...event, ...(application && { application }) };
  if (complete.do === 'setImage') return complete;
  const resources = applied.map((each) => modelledPart(familyOf(each.kind).schema, each));
  return { ...complete, manifests: [], resources };
}

/** The program as it is, but for what an event writes. */
function changedApplication(
  before: Application | undefined,
  event: Application | undefined,
  written: unknown,
): Application | undefined {
  if (event === undefined || !isRecord(written)) return undefined;
  const changes = Object.fromEntries(Object.entries(event).filter(([key]) => Object.hasOwn(written, key)));
  return { ...(before ?? applicationSchema.parse({})), ...changes };
}
