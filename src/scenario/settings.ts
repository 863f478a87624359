/**
 * Sends each option of the command line to what it changes: the scenario, or one Kubernetes object with its short
 * forms (`deployment/web.replicas`). How a change is made is set.ts's business.
 */
import type { Draft, View } from './draft.ts';
import { read } from './draft.ts';
import { autoscalerSchema } from './kubernetes/autoscaler.ts';
import { containerBehind, templatePath } from './kubernetes/behind.ts';
import type { Destination } from './kubernetes/service-ports.ts';
import { disruptionBudgetSchema } from './kubernetes/disruption-budget.ts';
import { ingressSchema } from './kubernetes/ingress.ts';
import type { KubernetesObject } from './kubernetes/objects.ts';
import { serviceSchema } from './kubernetes/service.ts';
import { familyOf, isWorkloadKind } from './kubernetes/workload.ts';
import type { Problems } from './problems.ts';
import { addIssue, shorten } from './problems.ts';
import { scenarioSchema } from './schema/scenario.ts';
import { knownKeys, schemasAt } from './schema/shape.ts';
import { applySetting, parseSetting } from './set.ts';
import type { Setting } from './set.ts';
import { didYouMeanOrList } from './suggest.ts';
import type { Path } from './text/path.ts';
import { parsePath } from './text/path.ts';

/** Options with a name of their own, as the user typed them. */
export interface Overrides {
  readonly seed?: string;
  readonly replications?: number;
  readonly duration?: string;
  readonly warmup?: string;
}

const OBJECT_PATH = /^([A-Za-z]+)\/(.+)$/;

/** Changes the scenario: named options first, then every `--set` that is not about a Kubernetes object. */
export function applyToScenario(
  draft: Draft,
  overrides: Overrides,
  sets: readonly string[],
  problems: Problems,
): void {
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    draft.value[name] = value;
    draft.settings.push({ path: [name], label: `--${name}` });
  }
  const view: View = { draft, base: [], label: '' };
  for (const text of sets) {
    if (OBJECT_PATH.test(text.split('=')[0]!)) continue;
    const setting = parseSetting(text, problems);
    if (setting !== null) applySetting(view, scenarioSchema, setting, problems);
  }
}

/** What a short form needs to know to find the container that is meant. */
export interface Surroundings {
  readonly objects: readonly KubernetesObject[];
  /** Where requests go. */
  readonly destinations: readonly Destination[];
}

/** Changes Kubernetes objects: every `--set kind/name.path=value`. */
export function applyToObjects(
  surroundings: Surroundings,
  sets: readonly string[],
  problems: Problems,
): void {
  for (const text of sets) {
    if (!OBJECT_PATH.test(text.split('=')[0]!)) continue;
    const setting = parseSetting(text, problems);
    if (setting !== null) applyToObject(surroundings, setting, problems);
  }
}

function applyToObject({ objects, destinations }: Surroundings, setting: Setting, problems: Problems): void {
  const modelled = objects.filter(({ model }) => model !== null);
  const typed = setting.label.toLowerCase();
  const object = modelled
    .filter(({ view }) => typed.startsWith(`${view.label}.`) || typed.startsWith(`${view.label}[`))
    .toSorted((a, b) => b.view.label.length - a.view.label.length)[0];
  if (object === undefined) {
    const name = setting.label.split('.')[0]!;
    const labels = modelled.map(({ view }) => view.label);
    const isWhole = labels.includes(typed);
    const expected = isWhole
      ? 'expected a path inside the object'
      : `expected an object of the scenario, but there is no modelled ${name}`;
    const hint = isWhole ? `such as ${name}.replicas` : didYouMeanOrList(name, labels, 'objects');
    addIssue(problems, { position: null, path: setting.label, expected, hint });
    return;
  }
  const rest = parsePath(setting.label.slice(object.view.label.length).replace(/^\./, '')) ?? [];
  const isWorkload = isWorkloadKind(object.model);
  const schema = schemaOf(object);
  const path = isWorkload ? longForm(rest, object, { objects, destinations }) : longServiceForm(rest);
  const known = [...TOP_LEVEL, ...(isWorkload ? SHORT : []), ...knownKeys(schemasAt(schema, ['spec']))];
  if (typeof rest[0] === 'string' && !known.includes(rest[0])) {
    const expected = `expected a path that exists, but there is no ${JSON.stringify(rest[0])}`;
    const hint = didYouMeanOrList(rest[0], known, 'known here');
    addIssue(problems, {
      position: null,
      path: setting.label,
      expected,
      received: shorten(setting.value),
      hint,
    });
    return;
  }
  applySetting(object.view, schema, { ...setting, path }, problems);
}

function schemaOf({ model }: KubernetesObject) {
  if (isWorkloadKind(model)) return familyOf(model).schema;
  if (model === 'PodDisruptionBudget') return disruptionBudgetSchema;
  if (model === 'Ingress') return ingressSchema;
  return model === 'Service' ? serviceSchema : autoscalerSchema;
}

const TOP_LEVEL: readonly string[] = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const IN_STRATEGY: readonly string[] = ['maxSurge', 'maxUnavailable'];
const IN_POD: readonly string[] = ['terminationGracePeriodSeconds', 'containers'];
const IN_CONTAINER: readonly string[] = [
  'readinessProbe',
  'livenessProbe',
  'startupProbe',
  'lifecycle',
  'imagePullPolicy',
  'ports',
  'resources',
];

const SHORT = [...IN_STRATEGY, ...IN_POD, ...IN_CONTAINER, 'preStop'];

/** `replicas`, `maxSurge`, `readinessProbe.periodSeconds`, `preStop.sleep.seconds` … in full. */
function longForm(path: Path, object: KubernetesObject, { objects, destinations }: Surroundings): Path {
  const [first] = path;
  if (typeof first !== 'string' || TOP_LEVEL.includes(first)) return path;
  if (IN_STRATEGY.includes(first)) return ['spec', 'strategy', 'rollingUpdate', ...path];
  const template = templatePath(read(object.view));
  if (IN_POD.includes(first)) return [...template, 'spec', ...path];
  if (first !== 'preStop' && !IN_CONTAINER.includes(first)) return ['spec', ...path];
  const services = objects.filter(({ model }) => model === 'Service').map(({ view }) => read(view));
  const index = containerBehind(read(object.view), services, destinations);
  const within = first === 'preStop' ? ['lifecycle', ...path] : path;
  return [...template, 'spec', 'containers', index, ...within];
}

function longServiceForm(path: Path): Path {
  return typeof path[0] !== 'string' || TOP_LEVEL.includes(path[0]) ? path : ['spec', ...path];
}
