import { describe, expect, it, vi } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { InterruptedError } from './interrupted-error.ts';
import { parseThresholds } from './thresholds.ts';
import type { ThresholdTexts } from './thresholds.ts';
import { tune } from './tune.ts';
import type { TuneRequest } from './tune.ts';

vi.setConfig({ testTimeout: 120_000 });

/** One pod after another is restarted, which loses requests unless its preStop outlasts the proxies. */
const BASE = [
  'deployment/web.replicas=2',
  'events[0].at=2s',
  'applications.web={"startup":"1s","onTerm":"drain","serviceTime":{"exponential":{"mean":"10ms"}}}',
  'traffic.users.arrivals.poisson.rate=60/s',
];

function candidate(name: string, sets: readonly string[]) {
  const { simulation } = loadScenario({
    inputs: ['scenarios/rolling-restart.json'],
    sets: [...BASE, ...sets],
    overrides: { duration: '20s', warmup: '1s' },
  });
  return { name, simulation };
}

const sleep = (seconds: number) =>
  candidate(`sleep ${seconds}`, [`deployment/web.preStop.sleep.seconds=${seconds}`]);
const replicas = (count: number) =>
  candidate(`${count} pods`, ['events=[]', `deployment/web.replicas=${count}`]);

function search(request: Partial<TuneRequest>, thresholds: ThresholdTexts) {
  return tune({
    candidates: [],
    objective: null,
    thresholds: parseThresholds(thresholds),
    seed: 'tune',
    first: 3,
    most: 8,
    workers: 0,
    replayCommand: (place, replication) => `simulate ${place} ${replication}`,
    ...request,
  });
}

/** The last of the sources of a simulation goes to a Service that is not there. */
function broken() {
  const { name, simulation } = sleep(0);
  const traffic = simulation.traffic.map((source) => ({ ...source, service: 99 }));
  return { name: `broken ${name}`, simulation: { ...simulation, traffic } };
}

const NO_LOSS = { errors: ['count == 0'] };

describe('tune', () => {
  it('names the replication that could not be finished, and how to run it again', async () => {
    const failing = search({ candidates: [replicas(3), broken()], objective: 'podSeconds' }, NO_LOSS);
    await expect(failing).rejects.toMatchObject({
      job: 'replication 0 of broken sleep 0',
      seed: 'tune#0',
      replay: 'simulate 1 0',
    });
  });

  it('takes the first setting that keeps the limits, and confirms it on fresh replications', async () => {
    const found = await search({ candidates: [0, 4, 6].map(sleep) }, NO_LOSS);
    expect(found.contestants.map(({ standing }) => standing)).toEqual(['fails', 'chosen', 'not needed']);
    expect(found.contestants.map(({ replications }) => replications)).toEqual([3, 8, 3]);
    expect(found).toMatchObject({ chosen: 1, confirmedBy: 8, unconfirmed: [], alike: [], replications: 22 });
    expect(found.contestants[0]!.limits[0]).toMatchObject({ verdict: 'fail' });
    // No run of eight lost any: 1 − 0.05^(1/8).
    expect(found.lossyRunsAtMost).toBeCloseTo(0.3123, 4);
  });

  it('finds the cheapest setting, and leaves out what is surely worse', async () => {
    const found = await search(
      { candidates: [4, 1, 2, 3].map(replicas), objective: 'podSeconds' },
      { latency: ['p99 < 1s'] },
    );
    expect(found.contestants[found.chosen!]!.name).toBe('1 pods');
    expect(found.contestants[0]!).toMatchObject({ standing: 'worse', replications: 8 });
    expect(found.contestants.map(({ objective }) => objective)).toEqual([76, 19, 38, 57]);
    expect(found.lossyRunsAtMost).not.toBeNull();
  });

  it('takes nothing whose objective was not observed, or not in every run that it is needed of', async () => {
    const objective = 'rollout.durationMs';
    const none = await search({ candidates: [1, 2].map(replicas), objective }, {});
    expect(none).toMatchObject({ chosen: null, confirmedBy: 0 });
    expect(none.contestants.map(({ standing }) => standing)).toEqual(['not observed', 'not observed']);
    // Its rollout is over sooner than the other's, if it ends at all.
    const some = candidate('some', [
      'events[0].at=10s',
      'applications.web.startup={"uniform":{"min":"1s","max":"12s"}}',
    ]);
    const candidates = [some, { ...sleep(0), name: 'all' }];
    const found = await search({ candidates, objective }, {});
    expect(found.contestants.map(({ standing }) => standing)).toEqual(['not observed', 'chosen']);
    expect(found.contestants[0]!.objective).toBeNull();
    expect(found.alike).toEqual([]);
  });

  it('says what it cannot tell apart', async () => {
    const found = await search(
      { candidates: [replicas(1), { ...replicas(1), name: 'the same' }], objective: 'podSeconds' },
      {},
    );
    expect(found.chosen).toBe(0);
    expect(found.alike).toEqual(['the same']);
  });

  it('finds nothing where nothing keeps the limits, or nothing surely does', async () => {
    const none = await search({ candidates: [0, 1].map(sleep) }, { latency: ['p50 < 1ms'] });
    expect(none).toMatchObject({ chosen: null, confirmedBy: 0 });
    expect(none.contestants.map(({ standing }) => standing)).toEqual(['fails', 'fails']);
    const { mean } = (await search({ candidates: [sleep(6)] }, { requests: ['count > 0'] })).contestants[0]!
      .limits[0]!.observed;
    const close = await search({ candidates: [sleep(6)] }, { requests: [`count > ${Math.round(mean!)}`] });
    expect(close.contestants[0]!.standing).toBe('undecided');
  });

  it('does not stand by a winner whom fresh replications do not confirm', async () => {
    // Any loss is a failure, and a single run without any is easily had.
    const lucky = candidate('lucky', ['events=[]', 'applications.web.failureRatio=0.0006']);
    const candidates = [lucky, candidate('sound', ['events=[]'])];
    const seeds = Array.from({ length: 10 }, (_, i) => `luck ${i}`);
    const all = [];
    for (const seed of seeds) all.push(await search({ candidates, seed, first: 1, most: 1 }, NO_LOSS));
    const rejected = all.filter(({ unconfirmed }) => unconfirmed.includes('lucky'));
    expect(rejected.length).toBeGreaterThan(0);
    for (const { contestants, chosen } of rejected) {
      expect(contestants[0]!.standing).toBe('kept out');
      expect(chosen).toBe(1);
    }
  });

  it('does not depend on the workers, and can be interrupted', async () => {
    const candidates = [0, 6].map(sleep);
    const here = await search({ candidates, most: 3 }, NO_LOSS);
    expect(await search({ candidates, most: 3, workers: 2 }, NO_LOSS)).toEqual(here);
    const signal = AbortSignal.abort();
    await expect(search({ candidates, signal }, NO_LOSS)).rejects.toBeInstanceOf(InterruptedError);
  });
});
