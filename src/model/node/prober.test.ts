import * as Pods from '../workload/pod-memory.ts';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../kernel/engine.ts';
import { RandomStream } from '../../kernel/random.ts';
import { Tasks } from '../../kernel/tasks.ts';
import { application, constant } from '../../testing/options.ts';
import { KEY } from '../../testing/run.ts';
import { COMPLETION, TASK } from '../events.ts';
import type { ProbeOptions } from '../options.ts';
import type { HealthOutcomeOptions } from './container-options.ts';
import { ints, reals } from '../traffic/request-memory.ts';
import * as Row from '../traffic/request-row.ts';
import { RequestTable } from '../traffic/request-table.ts';
import * as AddressState from '../workload/address-state.ts';
import { PodTable } from '../workload/pod-table.ts';
import { Servers } from '../workload/servers.ts';
import { Prober, type ProbeOutcome, type ProbeTarget } from './prober.ts';

const HOP_MS = 0.5;
const HEALTH_MS = 10;
const EXEC_MS = 50;

const probe = (handler: ProbeOptions['handler'], timeoutSeconds = 1): ProbeOptions => ({
  handler,
  timeoutSeconds,
  initialDelaySeconds: 0,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
});

/** A pod in a state of the test's choice, with one slot, and a prober beside it. */
function bench(
  state: number,
  path: 'separate' | 'shared' = 'separate',
  healthMs = HEALTH_MS,
  health: HealthOutcomeOptions = {},
) {
  const engine = new Engine();
  const tasks = new Tasks(engine, TASK);
  const requests = new RequestTable();
  const pods = new PodTable();
  const program = application({
    concurrency: 1,
    queue: 4,
    health: { path, serviceTime: constant(healthMs) },
  });
  const number = pods.add(program, 0);
  Pods.ints[(number << Pods.INTS_LOG2) | Pods.STATE] = state;
  const window = { warmupMs: 0, durationMs: Infinity };
  const sink = { answered: (slot: number) => prober.answered(slot), unanswered: () => {} };
  const servers: Servers = new Servers(engine, requests, window, sink);
  const stream = new RandomStream(KEY, 0, 1);
  const prober: Prober = new Prober({ tasks, requests, servers, hopMs: HOP_MS, stream, faults: stream });
  const target: ProbeTarget = {
    address: state,
    sharesQueueOf: path === 'shared' ? number : null,
    health,
    healthMs: () => healthMs,
    execMs: () => EXEC_MS,
  };
  const ask = (options: ProbeOptions) => {
    const verdicts: [timeMs: number, outcome: ProbeOutcome][] = [];
    prober.run(target, options, (outcome) => verdicts.push([engine.now, outcome]));
    while (engine.next(Infinity)) {
      if (engine.kind === COMPLETION) servers.complete(engine.slot, engine.generation);
      else tasks.run(engine.slot);
    }
    return verdicts;
  };
  /** Puts a request of the pod's own work before the probe. */
  const occupy = (demandMs: number) => {
    const slot = requests.begin();
    ints[(slot << Row.INTS_LOG2) | Row.SOURCE] = -1;
    reals[(slot << Row.REALS_LOG2) | Row.DEMAND_MS] = demandMs;
    ints[(slot << Row.INTS_LOG2) | Row.POD] = number;
    servers.arrive(slot);
  };
  return { ask, occupy };
}

describe('Prober', () => {
  const S = AddressState;

  it.each([
    ['httpGet', S.accepting, [3 * HOP_MS + HEALTH_MS + HOP_MS, 'success']],
    ['grpc', S.accepting, [3 * HOP_MS + HEALTH_MS + HOP_MS, 'success']],
    ['exec', S.accepting, [EXEC_MS + HEALTH_MS, 'success']],
    ['tcpSocket', S.accepting, [2 * HOP_MS, 'success']],
    ['httpGet', S.initializing, [4 * HOP_MS, 'failure']],
    ['tcpSocket', S.initializing, [2 * HOP_MS, 'success']],
    ['httpGet', S.starting, [4 * HOP_MS, 'failure']],
    ['tcpSocket', S.starting, [2 * HOP_MS, 'failure']],
    ['httpGet', S.draining, [4 * HOP_MS, 'failure']],
    ['tcpSocket', S.draining, [2 * HOP_MS, 'failure']],
    ['exec', S.initializing, [EXEC_MS, 'failure']],
    ['exec', S.exited, [3 * EXEC_MS, 'error']],
    ['exec', S.gone, [3 * EXEC_MS, 'error']],
    ['exec', S.hung, [1000, 'failure']],
    ['httpGet', S.hung, [1000, 'failure']],
    ['tcpSocket', S.hung, [2 * HOP_MS, 'success']],
    ['httpGet', S.gone, [1000, 'failure']],
    ['tcpSocket', S.gone, [1000, 'failure']],
  ] as const)('%s of a pod in state %i: %o', (handler, state, [timeMs, outcome]) => {
    const verdicts = bench(state).ask(probe(handler));
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]![0]).toBeCloseTo(timeMs, 9);
    expect(verdicts[0]![1]).toBe(outcome);
  });

  it('fails what answers later than the timeout, once', () => {
    expect(bench(S.accepting, 'separate', 1500).ask(probe('httpGet'))).toEqual([[1000, 'failure']]);
    expect(bench(S.accepting, 'separate', 1500).ask(probe('httpGet', 2))).toHaveLength(1);
  });

  it('shared: waits behind requests, so that load can fail it', () => {
    const idle = bench(S.accepting, 'shared');
    expect(idle.ask(probe('httpGet'))).toEqual([[4 * HOP_MS + HEALTH_MS, 'success']]);
    const loaded = bench(S.accepting, 'shared');
    loaded.occupy(400);
    loaded.occupy(400);
    expect(loaded.ask(probe('httpGet'))[0]![1]).toBe('success');
    const swamped = bench(S.accepting, 'shared');
    for (let i = 0; i < 3; i++) swamped.occupy(400);
    expect(swamped.ask(probe('httpGet'))).toEqual([[1000, 'failure']]);
  });

  it('separate: does not care how many wait', () => {
    const swamped = bench(S.accepting);
    for (let i = 0; i < 5; i++) swamped.occupy(400);
    expect(swamped.ask(probe('httpGet'))[0]![1]).toBe('success');
  });

  it('shared: a full queue turns it away, which is a failure', () => {
    const full = bench(S.accepting, 'shared');
    for (let i = 0; i < 5; i++) full.occupy(400);
    expect(full.ask(probe('httpGet'))).toEqual([[4 * HOP_MS, 'failure']]);
  });

  it.each([
    [200, 'httpGet', 'success'],
    [204, 'httpGet', 'success'],
    [302, 'httpGet', 'success'],
    [399, 'httpGet', 'success'],
    [400, 'httpGet', 'failure'],
    [199, 'httpGet', 'failure'],
    [500, 'grpc', 'success'],
  ] as const)('status %i is to %s a %s', (status, handler, outcome) => {
    expect(bench(S.accepting, 'separate', HEALTH_MS, { status }).ask(probe(handler))[0]![1]).toBe(outcome);
  });

  it('tries what ends in an error three times, and a failure once', () => {
    const once = 4 * HOP_MS + HEALTH_MS;
    const ask = (health: HealthOutcomeOptions, handler: ProbeOptions['handler'] = 'httpGet') =>
      bench(S.accepting, 'separate', HEALTH_MS, health).ask(probe(handler));
    expect(ask({ errorRatio: 1 })).toEqual([[expect.closeTo(3 * once, 9), 'error']]);
    expect(ask({ failureRatio: 1 })).toEqual([[once, 'failure']]);
    expect(ask({ errorRatio: 1 }, 'exec')).toEqual([[3 * (EXEC_MS + HEALTH_MS), 'error']]);
    expect(ask({ errorRatio: 1 }, 'grpc')).toEqual([[once, 'success']]);
    expect(ask({ errorRatio: 1, failureRatio: 1 }, 'tcpSocket')).toEqual([[2 * HOP_MS, 'success']]);
  });
});
