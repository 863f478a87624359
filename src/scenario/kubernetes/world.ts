/**
 * The Kubernetes objects of a scenario, validated: the modelled ones with their parsed form, and for every object
 * the report of what is made of it. It resolves which pods are behind which Service.
 */
import type * as z from 'zod';
import type { Complaint } from '../draft.ts';
import { complain, parseWith, read, warn } from '../draft.ts';
import type { Problems } from '../problems.ts';
import { isRecord, valueAt } from '../text/path.ts';
import type { Path } from '../text/path.ts';
import { autoscalerSchema, checkAutoscaler, type HorizontalPodAutoscaler } from './autoscaler.ts';
import { isBehind } from './behind.ts';
import { checkService } from './check.ts';
import type { FieldCoverage, IgnoredPath, ObjectCoverage } from './coverage.ts';
import { fieldCoverage } from './coverage.ts';
import { hostNameOf, isResolved, targetOf } from './discovery.ts';
import {
  areOf,
  endpointSliceSchema,
  endpointsSchema,
  takesWritten,
  type WrittenEndpoints,
} from './endpoints.ts';
import { checkDisruptionBudget, disruptionBudgetSchema, type DisruptionBudget } from './disruption-budget.ts';
import { checkIngress, ingressSchema, type Ingress } from './ingress.ts';
import type { KubernetesObject } from './objects.ts';
import { reasonForKind } from './other-kinds.ts';
import { portsInUse, type Destination } from './service-ports.ts';
import { serviceSchema } from './service.ts';
import type { Service } from './service.ts';
import { familyOf, isWorkloadKind, type Workload } from './workload.ts';

/** A modelled object; `parsed` is `null` when it has mistakes, which have been reported. */
export interface Modelled<T> {
  readonly object: KubernetesObject;
  readonly parsed: T | null;
}

export interface World {
  readonly objects: readonly KubernetesObject[];
  /** Those there are from the beginning, then those that an event creates, each as first applied. */
  readonly workloads: readonly Modelled<Workload>[];
  /** What events apply, in their order. */
  readonly applied: readonly Modelled<Workload>[];
  readonly services: readonly Modelled<Service>[];
  /** Endpoints and EndpointSlices. */
  readonly written: readonly Modelled<WrittenEndpoints>[];
  readonly budgets: readonly Modelled<DisruptionBudget>[];
  readonly autoscalers: readonly Modelled<HorizontalPodAutoscaler>[];
  readonly ingresses: readonly Modelled<Ingress>[];
}

/** Validates every modelled object. */
export function buildWorld(objects: readonly KubernetesObject[], problems: Problems): World {
  const all = objects.flatMap((object) => {
    if (!isWorkloadKind(object.model)) return [];
    const family = familyOf(object.model);
    const check = (workload: Workload) => family.check(workload);
    return [{ object, parsed: parseObject(object, family.schema, check, problems) }];
  });
  const services = objects
    .filter(({ model, event }) => model === 'Service' && event === null)
    .map((object) => ({ object, parsed: parseObject(object, serviceSchema, checkService, problems) }));
  const autoscalers = objects
    .filter(({ model }) => model === 'HorizontalPodAutoscaler')
    .map((object) => ({ object, parsed: parseObject(object, autoscalerSchema, checkAutoscaler, problems) }));
  const budgets = objects
    .filter(({ model }) => model === 'PodDisruptionBudget')
    .map((object) => ({
      object,
      parsed: parseObject(object, disruptionBudgetSchema, checkDisruptionBudget, problems),
    }));
  const ingresses = objects
    .filter(({ model }) => model === 'Ingress')
    .map((object) => ({ object, parsed: parseObject(object, ingressSchema, checkIngress, problems) }));
  const written = objects.flatMap((object): Modelled<WrittenEndpoints>[] => {
    const { model } = object;
    if (model !== 'Endpoints' && model !== 'EndpointSlice') return [];
    return [{ object, parsed: parseObject(object, writtenSchema(model), () => [], problems) }];
  });
  const isFirst = ({ object }: Modelled<Workload>) =>
    all.find((each) => each.object.view.label === object.view.label)?.object === object;
  const workloads = all.filter((each) => each.object.event === null || isFirst(each));
  const applied = all.filter(({ object }) => object.event !== null);
  return { objects, workloads, applied, services, written, budgets, autoscalers, ingresses };
}

export function writtenSchema(kind: WrittenEndpoints['kind']): z.ZodType<WrittenEndpoints> {
  return kind === 'Endpoints' ? endpointsSchema : endpointSliceSchema;
}

/** The endpoints that somebody wrote for the Service; none of one whose endpoints are its pods. */
export function writtenFor(service: Service, { written }: World): readonly Modelled<WrittenEndpoints>[] {
  if (!takesWritten(service)) return [];
  return written.filter(({ parsed }) => parsed !== null && areOf(parsed, service));
}

function parseObject<S extends z.ZodType>(
  object: KubernetesObject,
  schema: S,
  check: (parsed: z.output<S>) => readonly Complaint[],
  problems: Problems,
): z.output<S> | null {
  if (!object.inline) dropUnknownFields(object, schema, problems);
  let ok = true;
  const report = (complaint: Complaint): void => {
    complain(object.view, complaint, problems);
    ok = false;
  };
  const parsed = parseWith(object.view, schema, report);
  if (parsed === null) return null;
  check(parsed).forEach(report);
  return ok ? parsed : null;
}

/** A real manifest may use fields newer than this program: they are pointed out, not refused. */
function dropUnknownFields(object: KubernetesObject, schema: z.ZodType, problems: Problems): void {
  const unknown: Path[] = [];
  parseWith(object.view, schema, (complaint) => {
    if (complaint.unknownKey !== true) return;
    warn(object.view, { ...complaint, expected: 'unknown field, ignored' }, problems);
    unknown.push(complaint.path);
  });
  for (const path of unknown) {
    const holder = valueAt(read(object.view), path.slice(0, -1));
    if (isRecord(holder)) delete holder[String(path.at(-1))];
  }
}

/** Of a Service without an address of its own. */
const NOT_ASKED = {
  why: 'no traffic looks up the name of this headless Service or ExternalName',
  affectsRequests: false,
};
const NOT_ROUTING = {
  why: 'no traffic comes by it ("via": "ingress" with its host and a path)',
  affectsRequests: false,
};
const NO_PODS = { why: 'no modelled workload matches the selector', affectsRequests: true };

/** The report of every object, modelled or not; `destinations` is where requests go, `routing` are the Ingresses that some come by. */
export function coverageOf(
  world: World,
  destinations: readonly Destination[],
  routing: ReadonlySet<Ingress>,
): ObjectCoverage[] {
  const services = world.services.flatMap(({ parsed }) => (parsed === null ? [] : [parsed]));
  const named = services.filter(({ metadata }) => destinations.some(({ to }) => to === metadata.name));
  const reached = new Set(named.flatMap((service) => [service, targetOf(service, services)]));
  return world.objects.map((object) => {
    const { kind, namespace, view } = object;
    const head = { object: view.label, kind, namespace, file: view.draft.document?.file ?? '' };
    const workload = [...world.workloads, ...world.applied].find((each) => each.object === object)?.parsed;
    if (workload) {
      const fields = fieldCoverage(familyOf(workload.kind).schema, read(view), workload);
      return { ...head, ...fields };
    }
    const written = world.written.find((each) => each.object === object)?.parsed;
    if (written && services.some((each) => takesWritten(each) && areOf(written, each))) {
      return { ...head, ...fieldCoverage(writtenSchema(written.kind), read(view), written) };
    }
    const autoscaler = world.autoscalers.find((each) => each.object === object)?.parsed;
    if (autoscaler) return { ...head, ...autoscalerCoverage(autoscaler, read(view), world) };
    const service = world.services.find((each) => each.object === object)?.parsed;
    const isLookedUp = service && isResolved(service);
    if (isLookedUp && !reached.has(service)) {
      return { ...head, modelled: [], defaulted: [], ignored: [{ path: '', ...NOT_ASKED }] };
    }
    const hasEndpoints = service && (hostNameOf(service) !== null || writtenFor(service, world).length > 0);
    if (service && !hasEndpoints && !world.workloads.some((each) => isBehind(each.parsed, service))) {
      return { ...head, modelled: [], defaulted: [], ignored: [{ path: '', ...NO_PODS }] };
    }
    if (service) {
      const fields = fieldCoverage(serviceSchema, read(view), service);
      return { ...head, ...fields, ignored: [...fields.ignored, ...serviceNotes(service, destinations)] };
    }
    const budget = world.budgets.find((each) => each.object === object)?.parsed;
    if (budget) return { ...head, ...fieldCoverage(disruptionBudgetSchema, read(view), budget) };
    const ingress = world.ingresses.find((each) => each.object === object)?.parsed;
    if (ingress && routing.has(ingress))
      return { ...head, ...fieldCoverage(ingressSchema, read(view), ingress) };
    if (ingress) return { ...head, modelled: [], defaulted: [], ignored: [{ path: '', ...NOT_ROUTING }] };
    return { ...head, modelled: [], defaulted: [], ignored: [{ path: '', ...reasonForKind(kind) }] };
  });
}

function autoscalerCoverage(parsed: HorizontalPodAutoscaler, written: unknown, world: World): FieldCoverage {
  const { kind, name } = parsed.spec.scaleTargetRef;
  const hasTarget = world.workloads.some(({ object }) => object.kind === kind && object.name === name);
  if (!hasTarget || kind !== 'Deployment') {
    const why = `its target ${kind.toLowerCase()}/${name} is not a modelled Deployment`;
    return { modelled: [], defaulted: [], ignored: [{ path: '', why, affectsRequests: true }] };
  }
  const fields = fieldCoverage(autoscalerSchema, written, parsed);
  const memory = (parsed.spec.metrics ?? []).flatMap(({ resource, containerResource }, i) =>
    (resource ?? containerResource)?.name === 'memory'
      ? [{ path: `spec.metrics[${i}]`, why: 'memory is not modelled in this version', affectsRequests: true }]
      : [],
  );
  return { ...fields, ignored: [...fields.ignored, ...memory] };
}

function serviceNotes(service: Service, destinations: readonly Destination[]): IgnoredPath[] {
  const { spec } = service;
  const notes: IgnoredPath[] = [];
  const note = (path: string, why: string, affectsRequests: boolean): void => {
    notes.push({ path, why, affectsRequests });
  };
  const used = portsInUse(service, destinations);
  spec.ports.forEach((_, port) => {
    if (!used.includes(port)) note(`spec.ports[${port}]`, 'no requests go to this port', false);
  });
  if (spec.type === 'NodePort') {
    note('spec.type', 'modelled: clients outside enter by a random node for each connection', true);
  }
  return notes;
}
