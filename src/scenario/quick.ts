/**
 * A scenario for plain manifests: one source of requests per Service, and a rolling restart of what is behind it at
 * a third of the time. The command line says how many requests there are, since no manifest can.
 */
import { EXPERIMENT } from './defaults.ts';
import type { Draft } from './draft.ts';
import { read } from './draft.ts';
import { isBehind } from './kubernetes/behind.ts';
import type { KubernetesObject } from './kubernetes/objects.ts';
import { familyOf, isWorkloadKind } from './kubernetes/workload.ts';
import { valueAt } from './text/path.ts';
import type { Problems } from './problems.ts';
import { addIssue, addWarning } from './problems.ts';
import { didYouMeanOrList } from './suggest.ts';
import { formatDuration, parseDuration } from './values/duration.ts';

/** Options that stand in for a scenario file. */
export interface QuickOptions {
  /** Requests to each Service, such as `200/s`. */
  readonly rate?: string;
  /** Mean of an exponential service time, such as `20ms`. */
  readonly serviceTime?: string;
  /** Name of the only Service to send requests to. */
  readonly to?: string;
  /** Nothing will be simulated: without a rate, one is made up, with a warning. */
  readonly checkOnly?: boolean;
}

const RESTART = 'rolloutRestart';
/** Stands in for `--rate` where nothing is simulated. */
const STAND_IN_RATE = '1/s';

/** The scenario as if someone had written it; `null` after reporting what is missing. */
export function quickScenario(
  objects: readonly KubernetesObject[],
  quick: QuickOptions,
  duration: string | undefined,
  problems: Problems,
): Draft | null {
  const targets = targetServices(objects, quick.to, problems);
  const rate = quick.rate ?? missingRate(quick, problems);
  if (targets.length === 0 || rate === null) return null;
  const behind = objects.filter((each) => targets.some((target) => isPair(each, target)));
  const names = behind.map(({ name }) => name);
  const restarting = behind.filter(
    ({ model }) => isWorkloadKind(model) && familyOf(model).events.includes(RESTART),
  );
  const durationMs = parseDuration(duration ?? EXPERIMENT.duration) ?? parseDuration(EXPERIMENT.duration)!;
  const at = formatDuration(Math.round(durationMs / 3000) * 1000);
  const serviceTime = quick.serviceTime;
  const value = {
    version: 1,
    applications: Object.fromEntries(
      serviceTime === undefined
        ? []
        : names.map((name) => [name, { serviceTime: { exponential: { mean: serviceTime } } }]),
    ),
    traffic: targets.map(({ name }) => ({ name, to: name, arrivals: { poisson: { rate } } })),
    events: restarting.map(({ view }) => ({ at, do: RESTART, target: view.label })),
  };
  const settings = [
    ...targets.map((_, i) => ({ path: ['traffic', i, 'arrivals', 'poisson', 'rate'], label: '--rate' })),
    ...names.map((name) => ({ path: ['applications', name, 'serviceTime'], label: '--service-time' })),
  ];
  return { document: null, value, settings };
}

function missingRate({ checkOnly = false }: QuickOptions, problems: Problems): string | null {
  const open = 'manifests do not say how many requests there are';
  const hint = 'add for example --rate 200/s --service-time 20ms';
  const where = { position: null, path: '--rate', hint };
  if (!checkOnly) addIssue(problems, { ...where, expected: `required: ${open}` });
  else
    addWarning(problems, {
      ...where,
      expected: `a run needs it, for ${open}: taken as ${STAND_IN_RATE} here`,
    });
  return checkOnly ? STAND_IN_RATE : null;
}

/** Services that select a workload: the one asked for, or all of them. */
function targetServices(
  objects: readonly KubernetesObject[],
  to: string | undefined,
  problems: Problems,
): readonly KubernetesObject[] {
  const services = objects.filter((each) => each.model === 'Service');
  const usable = services.filter((each) => isUsable(each) && objects.some((other) => isPair(other, each)));
  const chosen = to === undefined ? usable : usable.filter(({ name }) => name === to);
  if (chosen.length > 0) return chosen;
  const names = usable.map(({ name }) => name);
  const expected = 'expected a Service that selects the pods of a workload';
  const hint =
    to === undefined
      ? 'add the manifests of the Service and its workload'
      : didYouMeanOrList(to, names, 'Services');
  addIssue(problems, {
    position: null,
    path: to === undefined ? '' : '--to',
    expected,
    received: to ?? null,
    hint,
  });
  return [];
}

function isUsable({ view }: KubernetesObject): boolean {
  const spec = read(view, ['spec']);
  return valueAt(spec, ['clusterIP']) !== 'None' && valueAt(spec, ['type']) !== 'ExternalName';
}

function isPair(workload: KubernetesObject, service: KubernetesObject): boolean {
  return isWorkloadKind(workload.model) && isBehind(read(workload.view), read(service.view));
}
