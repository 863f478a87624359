/** The containers of a pod beside the one behind the Service, in words. */
import type { CompanionOptions, FailureOptions, InitStepOptions, PodOptions } from '../../model/options.ts';
import { formatDuration } from '../values/duration.ts';
import { distributionWords } from './distribution.ts';
import { list, percent } from './text.ts';

/** Indented lines in the order of the start; none for a pod of one container. */
export function containerLines(pod: PodOptions): string[] {
  const {
    initContainers = [],
    companions = [],
    companionsBefore = 0,
    readinessGates,
    postStartMs,
    postStartFailures,
    restartPolicy,
  } = pod;
  const beside = (companionsThere: readonly CompanionOptions[], when: string) =>
    companionsThere.map((each) => `  ${when} it: container ${each.name}, ${companionWords(each)}`);
  return [
    ...(restartPolicy === undefined ? [] : [`  restartPolicy ${restartPolicy}`]),
    ...initContainers.map(initLine),
    ...beside(companions.slice(0, companionsBefore), 'before'),
    ...(postStartMs === undefined && postStartFailures === undefined
      ? []
      : [`  postStart of ${formatDuration(postStartMs ?? 0)}${failureWords(postStartFailures)}`]),
    ...beside(companions.slice(companionsBefore), 'after'),
    ...(readinessGates === undefined
      ? []
      : [`  readiness gates open ${distributionWords(readinessGates)} after its creation`]),
  ];
}

function failureWords(failures: FailureOptions | undefined): string {
  if (failures === undefined) return '';
  const { first, ratio } = failures;
  const words = [
    ...(first > 0 ? [`the first ${first === 1 ? 'time' : `${first} times`}`] : []),
    ...(ratio > 0 ? [`${percent(ratio)} of the${first > 0 ? ' other' : ''} times`] : []),
  ];
  return words.length === 0 ? '' : `, fails ${list(words)}`;
}

function initLine(step: InitStepOptions): string {
  if (step.type === 'init')
    return `  first: init container ${step.name}, runs ${distributionWords(step.runTime)}${failureWords(step.failures)}`;
  return `  first: sidecar ${step.name}, ${companionWords(step)}`;
}

function companionWords({ startup, termination, preStopMs, ...probes }: CompanionOptions): string {
  const probed = (['startup', 'readiness', 'liveness'] as const).filter(
    (type) => probes[`${type}Probe`] !== null,
  );
  const probing = probed.length === 0 ? 'no probes' : `${probed.join(', ')} probe`;
  const hook = preStopMs === 0 ? '' : `preStop of ${formatDuration(preStopMs)}, `;
  return `start-up ${distributionWords(startup)}, ${probing}; ${hook}ends ${distributionWords(termination)} after SIGTERM`;
}
