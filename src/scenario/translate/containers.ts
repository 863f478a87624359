/** The containers of a pod template, with what `applications` says of each, into the model's options. */
import type {
  CompanionOptions,
  FailureOptions,
  ImageOptions,
  InitStepOptions,
  PodOptions,
  ProbeOptions,
} from '../../model/options.ts';
import type { Scenario } from '../complete.ts';
import { containerBehind } from '../kubernetes/behind.ts';
import { nameOfContainer } from '../kubernetes/container-names.ts';
import type { Container, InitContainer } from '../kubernetes/container.ts';
import { hookMs } from '../kubernetes/pre-stop.ts';
import { PROBE_HANDLERS, type Hook, type Probe } from '../kubernetes/probe.ts';
import { destinationsIn, isTcp } from '../kubernetes/service-ports.ts';
import { templateOf, type Workload } from '../kubernetes/workload.ts';
import type { Application } from '../schema/application.ts';
import { companionSchema, type Companion } from '../schema/companion.ts';
import { durationMs } from '../values/duration.ts';
import { shareOf } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';
import { healthOptions } from './health.ts';

/** Everything of a pod's options but its grace period and its application. */
export function containerOptions(
  workload: Workload,
  scenario: Scenario,
  application: Application,
): Omit<PodOptions, 'terminationGracePeriodSeconds' | 'application'> {
  const { spec } = templateOf(workload);
  const serving = servingContainer(workload, scenario);
  const companionOf = (name: string) => application.containers[name] ?? companionSchema.parse({});
  const inits = spec.initContainers.map((each, i) =>
    initStep(each, nameOfContainer(spec, 'init', i), companionOf),
  );
  const companions = spec.containers.map((each, i) =>
    companion(each, nameOfContainer(spec, 'main', i), companionOf),
  );
  companions.splice(serving, 1);
  const hasOthers = inits.length + companions.length > 0;
  return {
    ...(spec.restartPolicy !== 'Always' && { restartPolicy: spec.restartPolicy }),
    ...lifecycle(spec.containers[serving]!, application),
    ...servingImage(spec.containers[serving]!),
    ...(spec.readinessGates.length > 0 && { readinessGates: samplerOf(application.readinessGates) }),
    ...podPorts(workload),
    ...(hasOthers && { container: nameOfContainer(spec, 'main', serving) }),
    ...(inits.length > 0 && { initContainers: inits }),
    ...(companions.length > 0 && { companions, companionsBefore: serving }),
  };
}

function podPorts(workload: Workload): Pick<PodOptions, 'ports'> {
  const { containers, initContainers } = templateOf(workload).spec;
  const running = [...containers, ...initContainers.filter((each) => each.restartPolicy === 'Always')];
  const declared = running
    .flatMap(({ ports }) => ports.filter(isTcp))
    .map(({ containerPort, name }) => {
      return { number: containerPort, ...(name !== undefined && { name }) };
    });
  const others = containers.some(({ ports }) => ports.length === 0);
  return declared.length === 0 ? {} : { ports: { declared, others } };
}

/** Index of the container behind the Service. */
export function servingContainer(workload: Workload, scenario: Scenario): number {
  const services = scenario.resources.filter((each) => each.kind === 'Service');
  return containerBehind(workload, services, destinationsIn(scenario));
}

type CompanionOf = (name: string) => Companion;

function initStep(container: InitContainer, name: string, companionOf: CompanionOf): InitStepOptions {
  if (container.restartPolicy === 'Always') {
    return { type: 'sidecar', ...companion(container, name, companionOf) };
  }
  const { runTime, failures } = companionOf(name);
  return {
    type: 'init',
    name,
    image: imageOf(container, name),
    runTime: samplerOf(runTime),
    ...(failures && { failures: failureOptions(failures) }),
  };
}

function companion(container: Container, name: string, companionOf: CompanionOf): CompanionOptions {
  const program = companionOf(name);
  return {
    name,
    image: imageOf(container, name),
    ...lifecycle(container, program),
    startup: samplerOf(program.startup),
    termination: samplerOf(program.termination),
    health: healthOptions(program.health),
  };
}

/** Where the manifest names no image, it is the workload's own, and the policy the usual one. */
function servingImage(container: Container): Pick<PodOptions, 'image' | 'imagePullPolicy'> {
  const { policy } = imageOf(container, '');
  return {
    ...(container.image !== undefined && { image: container.image }),
    ...(policy !== 'IfNotPresent' && { imagePullPolicy: policy }),
  };
}

/** @see pkg/apis/core/v1/defaults.go SetDefaults_Container */
function imageOf({ image, imagePullPolicy }: Container, otherwise: string): ImageOptions {
  const tag = /:(?<tag>[^:/@]+)$/.exec(image ?? '')?.groups?.['tag'] ?? 'latest';
  const isLatest = image !== undefined && !image.includes('@') && tag === 'latest';
  return { name: image ?? otherwise, policy: imagePullPolicy ?? (isLatest ? 'Always' : 'IfNotPresent') };
}

/** @param lengths of hooks that the manifest does not say. */
function lifecycle(
  { lifecycle: hooks, startupProbe, readinessProbe, livenessProbe }: Container,
  lengths: Pick<Application, 'preStop' | 'postStart' | 'postStartFailures'>,
) {
  const postStartMs = hookLength(hooks?.postStart, lengths.postStart);
  return {
    preStopMs: hookLength(hooks?.preStop, lengths.preStop),
    ...(postStartMs > 0 && { postStartMs }),
    ...(hooks?.postStart &&
      lengths.postStartFailures && {
        postStartFailures: failureOptions(lengths.postStartFailures),
      }),
    startupProbe: probeOptions(startupProbe),
    readinessProbe: probeOptions(readinessProbe),
    livenessProbe: probeOptions(livenessProbe),
  };
}

function failureOptions({ first, ratio }: NonNullable<Companion['failures']>): FailureOptions {
  return { first, ratio: shareOf(ratio) };
}

function hookLength(hook: Hook | undefined, otherwise: string): number {
  return hook === undefined ? 0 : (hookMs(hook) ?? durationMs(otherwise));
}

function probeOptions(probe: Probe | undefined): ProbeOptions | null {
  if (probe === undefined) return null;
  const { terminationGracePeriodSeconds: grace } = probe;
  return {
    handler: PROBE_HANDLERS.find((each) => probe[each] !== undefined)!,
    initialDelaySeconds: probe.initialDelaySeconds,
    periodSeconds: probe.periodSeconds,
    timeoutSeconds: probe.timeoutSeconds,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
    ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
  };
}
