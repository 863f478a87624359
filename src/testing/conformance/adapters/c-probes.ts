/** Tables of the kubelet's probes: single turns, sequences of turns, the container's status, the end of workers. */
import { Engine } from '../../../kernel/engine.ts';
import { Tasks } from '../../../kernel/tasks.ts';
import { ContainerProbes } from '../../../model/node/container-probes.ts';
import {
  isInitReady,
  isReady,
  isStarted,
  type ProbeResult,
  type ProbeStanding,
} from '../../../model/node/container-status.ts';
import { ProbeState, type ProbeType, type SeenContainer } from '../../../model/node/probe-state.ts';
import { Prober } from '../../../model/node/prober.ts';
import { RequestTable } from '../../../model/traffic/request-table.ts';
import * as AddressState from '../../../model/workload/address-state.ts';
import { Servers } from '../../../model/workload/servers.ts';
import { RandomStream } from '../../../kernel/random.ts';
import { podTemplate, probe } from '../../options.ts';
import { KEY } from '../../run.ts';
import {
  booleanIn,
  compare,
  isFields,
  numberIn,
  perCase,
  textIn,
  type Adapter,
  type Fields,
} from '../table.ts';

const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];

function typeIn(fields: Fields): ProbeType {
  const name = textIn(fields, 'probeType');
  const type = TYPES.find((each) => each === name);
  if (type === undefined) throw new Error(`no probe type ${name}`);
  return type;
}

/** The table's words for results begin with a capital letter. */
function resultIn(value: unknown): ProbeResult | null {
  const results: readonly ProbeResult[] = ['unknown', 'success', 'failure'];
  return results.find((each) => String(value).toLowerCase() === each) ?? null;
}

function stateIn(value: unknown): SeenContainer['state'] {
  const states: readonly SeenContainer['state'][] = ['waiting', 'running', 'terminated'];
  const state = states.find((each) => each === value);
  if (state === undefined) throw new Error(`no container state ${String(value)}`);
  return state;
}

/** One turn of a worker whose probes succeed, for a container that started long ago, in a pod that never restarts. */
function singleTurn(fields: Fields, type: ProbeType): string[] {
  const initialDelaySeconds = numberIn(fields, 'initialDelaySeconds');
  const state = new ProbeState(type, probe({ initialDelaySeconds, failureThreshold: 1 }));
  const known = fields['podPhase'] !== null && (fields['container'] ?? null) !== null;
  const started = type !== 'startup';
  const container = known ? { id: 0, state: stateIn(fields['container']), startedMs: 0, started } : null;
  const seen = {
    ended: fields['podPhase'] === 'Failed' || fields['podPhase'] === 'Succeeded',
    deletionRequested: booleanIn(fields, 'podDeleted'),
    restarts: false,
    container,
  };
  const turn = state.turn(seen, 0);
  if (turn === 'probe') state.record(true);
  const { expectContinue, expectedResult } = fields;
  const goesOn = isFields(expectContinue) ? expectContinue[type] : expectContinue;
  const stored = state.resultOf(0);
  const differences = compare(`${type}: continue`, turn !== 'exit', goesOn);
  const isSet = booleanIn(fields, 'expectResultSet');
  differences.push(...compare(`${type}: result set`, stored !== null, isSet));
  const wanted = isFields(expectedResult) ? expectedResult[type] : expectedResult;
  if (isSet && wanted !== null) differences.push(...compare(`${type}: result`, stored, resultIn(wanted)));
  return differences;
}

/** Ticks of one worker; what the table does not say of a container is that it is running, old, and the first. */
function sequence(fields: Fields): string[] {
  const type = typeIn(fields);
  const state = new ProbeState(
    type,
    probe({
      initialDelaySeconds: numberIn(fields, 'initialDelaySeconds'),
      successThreshold: numberIn(fields, 'successThreshold'),
      failureThreshold: numberIn(fields, 'failureThreshold'),
    }),
  );
  const steps: unknown = fields['steps'];
  if (!Array.isArray(steps) || !steps.every(isFields)) throw new Error('no steps');
  let id = 0;
  let started = booleanIn(fields, 'started');
  const differences: string[] = [];
  steps.forEach((step, i) => {
    const at = `step ${i + 1}`;
    if (step['newContainerID'] === true) id++;
    if (step['started'] !== undefined) started = booleanIn(step, 'started');
    const ageSeconds =
      step['containerAgeSeconds'] === undefined ? 3600 : numberIn(step, 'containerAgeSeconds');
    const container = { id, state: 'running', startedMs: -1000 * ageSeconds, started } as const;
    const expect = (what: string, key: string, actual: unknown) => {
      if (step[key] !== undefined) differences.push(...compare(`${at}: ${what}`, actual, step[key]));
    };
    expect('on hold before', 'onHoldBefore', state.onHold);
    const turn = state.turn({ ended: false, deletionRequested: false, restarts: true, container }, 0);
    if (i === 0 && turn === 'probe' && fields['initialResult'] !== undefined) {
      differences.push(...compare('initial result', state.resultOf(id), resultIn(fields['initialResult'])));
    }
    const outcome = textIn(step, 'probe');
    if (turn === 'probe' && outcome !== 'error') state.record(outcome === 'success');
    differences.push(...compare(`${at}: executed`, turn === 'probe', step['executed'] ?? true));
    differences.push(...compare(`${at}: result`, state.resultOf(id), resultIn(step['expectedResult'])));
    expect('result run', 'resultRunAfter', state.resultRun);
    expect('on hold', 'onHoldAfter', state.onHold);
  });
  return differences;
}

function standing(fields: Fields, has: string, result: string): ProbeStanding {
  return { exists: fields[has] === true, result: resultIn(fields[result]) };
}

function readiness(fields: Fields): string[] {
  const startup = standing(fields, 'hasStartupProbe', 'startupResult');
  const ready = standing(fields, 'hasReadinessProbe', 'readinessResult');
  const actual = isReady(fields['state'] === 'running', startup, ready);
  return compare('ready', actual, booleanIn(fields, 'expectedReady'));
}

function initContainer(fields: Fields): string[] {
  const running = fields['state'] === 'running';
  const startup = standing(fields, 'hasStartupProbe', 'startupResult');
  const ready = standing(fields, 'hasReadinessProbe', 'readinessResult');
  // The table's terminated containers have done their work.
  const exitCode = fields['state'] === 'terminated' ? 0 : null;
  const isSidecar = booleanIn(fields, 'restartPolicyAlways');
  return [
    ...compare('started', isStarted(running, startup), booleanIn(fields, 'expectedStarted')),
    ...compare(
      'ready',
      isSidecar ? isReady(running, startup, ready) : isInitReady(exitCode),
      booleanIn(fields, 'expectedReady'),
    ),
  ];
}

/** Workers of a container with all three probes. */
function stopping(fields: Fields): string[] {
  const type = typeIn(fields);
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const requests = new RequestTable();
  const window = { warmupMs: 0, durationMs: 0 };
  const servers = new Servers(engine, requests, window, { answered: () => {}, unanswered: () => {} });
  const stream = new RandomStream(KEY, 0, 0);
  const prober = new Prober({ tasks, requests, servers, hopMs: 0, stream, faults: stream });
  const template = podTemplate({ startupProbe: probe(), readinessProbe: probe(), livenessProbe: probe() });
  const probes = new ContainerProbes(
    { engine, tasks, prober },
    template,
    { address: AddressState.gone, sharesQueueOf: null, health: {}, healthMs: () => 0, execMs: () => 0 },
    () => {},
    () => {},
  );
  probes.start(() => 0);
  const before = compare('running before', probes.isProbing(type), booleanIn(fields, 'runningBefore'));
  probes.stopLivenessAndStartup();
  return [
    ...before,
    ...compare('running after', probes.isProbing(type), booleanIn(fields, 'runningAfterStop')),
  ];
}

export const PROBE_ADAPTERS: Readonly<Record<string, Adapter>> = {
  c_prober_do_probe: perCase((fields) => TYPES.flatMap((type) => singleTurn(fields, type))),
  c_prober_sequences: perCase(sequence),
  c_stop_liveness_and_startup_on_termination: perCase(
    stopping,
    'one rule for all containers of a pod: the rows of sidecars run through that of the others',
  ),
  c_update_pod_status_init_containers: perCase(
    initContainer,
    'the Ready of init containers that are no sidecars is checked only: nothing in the model asks for it',
  ),
  c_update_pod_status_readiness: perCase(readiness),
};
