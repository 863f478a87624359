import { describe, expect, it, vi } from 'vitest';
import { RunError } from '../base/errors.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Progress } from './executor.ts';
import { InterruptedError } from './interrupted-error.ts';
import { resultText } from './result-text.ts';
import type { Result } from './result.ts';
import { runExperiment } from './run-experiment.ts';
import type { ExperimentRequest } from './run-experiment.ts';

// Threads started from TypeScript sources take a second each, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const SCENARIO = {
  version: 1,
  title: 'Rolling restart of two pods',
  duration: '40s',
  warmup: '5s',
  resources: [
    {
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 } }] },
        },
      },
    },
    { kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ],
  traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '100/s' } } }],
  events: [{ at: '10s', do: 'rolloutRestart', target: 'deployment/web' }],
};

const { scenario, simulation } = loadScenario({ inputs: ['-'], stdin: JSON.stringify(SCENARIO) });

function run(changes: Partial<ExperimentRequest> = {}): Promise<Result> {
  return runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed: 'test',
    replications: 4,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: (job) => `simulate x.json --replication ${job.replication}`,
    ...changes,
  });
}

describe('runExperiment', () => {
  it('gives the same bytes with any number of workers', async () => {
    const here = resultText(await run());
    expect(resultText(await run({ workers: 1 }))).toBe(here);
    expect(resultText(await run({ workers: 3 }))).toBe(here);
  });

  it('gives other figures with another seed', async () => {
    const [one, other] = [await run({ replications: 1 }), await run({ replications: 1, seed: 'other' })];
    expect(one.variants[0]?.replications[0]?.latencyMs.mean).not.toBe(
      other.variants[0]?.replications[0]?.latencyMs.mean,
    );
    expect(one.scenarioHash).toBe(other.scenarioHash);
  });

  it('gives one replication alone the figures it has among the others', async () => {
    const all = await run();
    const alone = await run({ only: 2 });
    expect(alone.variants[0]?.replications).toEqual([all.variants[0]?.replications[2]]);
    expect(alone.variants[0]?.replications[0]?.seed).toBe('test#2');
    expect(alone.variants[0]?.timeline.length).toBeGreaterThan(0);
  });

  it('counts every request and books every loss', async () => {
    const [variant] = (await run()).variants;
    for (const { requests, ok, inFlight, errors } of variant?.replications ?? []) {
      expect(requests).toBeGreaterThan(3000);
      expect(ok + inFlight + Object.values(errors).reduce((a, b) => a + b, 0)).toBe(requests);
    }
    const failed = (variant?.summary.failed.mean ?? NaN) * 4;
    expect(variant?.losses.reduce((sum, loss) => sum + loss.count, 0)).toBeCloseTo(failed, 9);
  });

  it('shows every variant the same chance', async () => {
    const network = { ...simulation.cluster.network, externalMs: simulation.cluster.network.externalMs + 7 };
    const farther = { ...simulation, cluster: { ...simulation.cluster, network } };
    const { variants } = await run({
      variants: [
        { name: 'a', set: {}, simulation },
        { name: 'b', set: { x: 1 }, simulation: farther },
      ],
      workers: 2,
    });
    expect(variants.map((variant) => variant.name)).toEqual(['a', 'b']);
    const [near, far] = variants.map((variant) => variant.replications);
    expect(far?.map((r) => r.requests)).toEqual(near?.map((r) => r.requests));
    expect(far?.every((r, i) => (r.latencyMs.p50 ?? 0) > (near?.[i]?.latencyMs.p50 ?? Infinity))).toBe(true);
    expect(variants[1]?.set).toEqual({ x: 1 });
  });

  it('judges the thresholds', async () => {
    const { thresholds } = await run({ thresholds: { latency: ['p50 < 10s', 'p50 > 10s'] } });
    expect(thresholds.map((threshold) => threshold.verdict)).toEqual(['pass', 'fail']);
  });

  it.each([0, 2])('tells its progress, warm-up included (%d workers)', async (workers) => {
    const told: Progress[] = [];
    const { variants } = await run({ workers, onProgress: (progress) => told.push(progress) });
    const counts = told.map(({ finished }) => finished);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    const last = told.at(-1);
    expect(last?.total).toBe(4);
    const perReplication = variants[0]?.series.requests.reduce((sum, requests) => sum + requests, 0) ?? NaN;
    expect(last?.requests).toBeCloseTo(4 * perReplication, 6);
    expect(last?.requests).toBeGreaterThan(4 * (variants[0]?.summary.requests.mean ?? NaN));
  });

  it('keeps what has finished when it is interrupted', async () => {
    const stop = new AbortController();
    const result = await run({
      replications: 50,
      signal: stop.signal,
      onProgress: ({ finished }) => finished >= 2 && stop.abort(),
    });
    expect(result.partial).toBe(true);
    expect(result.variants[0]?.replications.map((r) => r.index)).toEqual([0, 1]);
    expect(result.variants[0]?.replications).toEqual(
      (await run({ replications: 2 })).variants[0]?.replications,
    );
  });

  it('has nothing to report when it is interrupted at once', async () => {
    for (const workers of [0, 2]) {
      await expect(run({ workers, signal: AbortSignal.abort() })).rejects.toBeInstanceOf(InterruptedError);
    }
  });

  it.each([0, 2])('names the job that failed and how to run it again (%d workers)', async (workers) => {
    const traffic = simulation.traffic.map((source) => ({ ...source, service: 99 }));
    const variants = [{ name: 'broken', set: {}, simulation: { ...simulation, traffic } }];
    const error: unknown = await run({ workers, variants, replications: 1 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({
      job: 'replication 0 of broken',
      seed: 'test#0',
      replay: 'simulate x.json --replication 0',
    });
  });
});
