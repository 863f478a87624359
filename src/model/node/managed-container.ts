/**
 * A container as its pod's worker manages it: the process, its probes, its back-off, and what the latest relist that
 * was looked at has shown of it.
 */
import type { RandomStream } from '../../kernel/random.ts';
import type { Pod } from '../cluster/pod.ts';
import { Backoff, CRASH_BACKOFF } from './backoff.ts';
import { CompanionContainer, InitContainer } from './companion-container.ts';
import type { Container } from './container.ts';
import type {
  CompanionOptions,
  ContainerLifecycleOptions,
  FailureOptions,
  ImageOptions,
} from './container-options.ts';
import { ContainerProbes, type KnownContainer } from './container-probes.ts';
import type { ProbeResult } from './container-status.ts';
import { Failures } from './failures.ts';
import type { Kubelet } from './kubelet.ts';
import type { ContainerRole, ContainerStanding } from './pod-actions.ts';
import type { ProbeType } from './probe-state.ts';
import { ServingContainer } from './serving-container.ts';

/** What an init container has around its process: nothing. */
const BARE: ContainerLifecycleOptions = {
  preStopMs: 0,
  startupProbe: null,
  readinessProbe: null,
  livenessProbe: null,
};

/** Which stored result of a probe changed, and to what. */
export type ProbeNews = (each: ManagedContainer, type: ProbeType, result: ProbeResult) => void;

export class ManagedContainer {
  readonly role: ContainerRole;
  readonly container: Container;
  readonly options: ContainerLifecycleOptions;
  readonly image: ImageOptions;
  readonly probes: ContainerProbes;
  readonly backoff: Backoff = new Backoff(CRASH_BACKOFF);
  /** Which probe wants it killed. */
  condemnedBy: 'startup' | 'liveness' | null = null;
  /** When it last ended, as far as is known. */
  knownFinishedMs: number | null = null;
  /** The exit whose back-off has been told. */
  toldFinishedMs: number | null = null;
  private knownExitCode = 0;

  /** @param changed is told which stored result of a probe changed, and to what. */
  constructor(
    role: ContainerRole,
    kubelet: Kubelet,
    container: Container,
    options: ContainerLifecycleOptions,
    image: ImageOptions,
    changed: ProbeNews,
  ) {
    this.role = role;
    this.container = container;
    this.options = options;
    this.image = image;
    this.probes = new ContainerProbes(
      kubelet,
      options,
      container,
      (type, result) => changed(this, type, result),
      (what, why) => container.note(what, why),
    );
  }

  /** The same container, seen by a kubelet that has just begun: it remembers nothing. */
  anew(kubelet: Kubelet, changed: ProbeNews): ManagedContainer {
    const { role, container, options, image } = this;
    return new ManagedContainer(role, kubelet, container, options, image, changed);
  }

  /** Whether the pod's readiness depends on it, and it is ready. An init container's work shows in those that follow. */
  get isReady(): boolean {
    return this.role === 'init' || this.probes.isReady;
  }

  /** A relist has shown it as it is now. */
  look(): void {
    const { id, isRunning, startedMs, finishedMs, exitCode } = this.container;
    if (id < 0) return;
    this.probes.container = { id, state: isRunning ? 'running' : 'terminated', startedMs };
    this.knownFinishedMs = finishedMs;
    this.knownExitCode = exitCode;
  }

  standing(): ContainerStanding {
    const known: KnownContainer | null = this.probes.container;
    return {
      role: this.role,
      state: known === null || known.state === 'waiting' ? null : known.state,
      exitCode: this.knownExitCode,
      started: this.probes.isStarted,
      condemned: this.condemnedBy !== null && this.container.isRunning,
    };
  }
}

/** Without a name of its own the image is that of its workload. */
function imageOf({ template, workload }: Pod): ImageOptions {
  return {
    name: template.image ?? `workload-${workload}`,
    policy: template.imagePullPolicy ?? 'IfNotPresent',
  };
}

/** The containers of a pod in the order of its spec, init containers first; the serving one is in the door. */
export interface PodContainers {
  readonly all: readonly ManagedContainer[];
  readonly serving: ServingContainer;
}

export function containersOf(kubelet: Kubelet, pod: Pod, changed: ProbeNews): PodContainers {
  const { template } = pod;
  const { initContainers = [], companions = [], companionsBefore = 0 } = template;
  const isAlone = initContainers.length + companions.length === 0;
  const serving = new ServingContainer(kubelet, pod, isAlone ? null : (template.container ?? 'main'));
  const failuresOf = failuresIn(kubelet, pod);
  serving.hookFailures = failuresOf(template.postStartFailures);
  const main = new ManagedContainer('main', kubelet, serving, template, imageOf(pod), changed);
  if (isAlone) return { all: [main], serving };
  const stream = kubelet.companionStream(pod);
  const companion = (options: CompanionOptions) => {
    const container = new CompanionContainer(kubelet, pod, options, stream);
    container.hookFailures = failuresOf(options.postStartFailures);
    return container;
  };
  const inits = initContainers.map((options) => {
    if (options.type === 'init') {
      const container = new InitContainer(kubelet, pod, options, stream, failuresOf(options.failures));
      return new ManagedContainer('init', kubelet, container, BARE, options.image, changed);
    }
    return new ManagedContainer('sidecar', kubelet, companion(options), options, options.image, changed);
  });
  const others = companions.map(
    (options) => new ManagedContainer('main', kubelet, companion(options), options, options.image, changed),
  );
  const mains = [...others.slice(0, companionsBefore), main, ...others.slice(companionsBefore)];
  return { all: [...inits, ...mains], serving };
}

/** What fails in a pod draws from one stream of its own, which most pods do not need. */
function failuresIn(kubelet: Kubelet, pod: Pod) {
  let stream: RandomStream | null = null;
  return (options: FailureOptions | undefined): Failures | null => {
    if (options === undefined) return null;
    stream ??= kubelet.failureStream(pod);
    return new Failures(options, stream);
  };
}
