import { describe, expect, it, vi } from 'vitest';
import { loadScenario } from '../scenario/load.ts';
import { parsePrecision } from './precision.ts';
import type { Result } from './result.ts';
import { resultText } from './result-text.ts';
import { runExperiment } from './run-experiment.ts';
import type { ExperimentRequest } from './run-experiment.ts';

vi.setConfig({ testTimeout: 60_000 });

const SCENARIO = {
  version: 1,
  title: 'Two pods, as they stand',
  duration: '12s',
  warmup: '2s',
  resources: [
    {
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{}] } },
      },
    },
    { kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ],
  applications: { web: { serviceTime: { exponential: { mean: '20ms' } } } },
  traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '40/s' } } }],
};

const { scenario, simulation } = loadScenario({ inputs: ['-'], stdin: JSON.stringify(SCENARIO) });

function run(changes: Partial<ExperimentRequest>): Promise<Result> {
  return runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed: 'rounds',
    replications: 3,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
    ...changes,
  });
}

const size = ({ variants }: Result): number => variants[0]!.replications.length;

describe('rounds of replications', () => {
  const precision = parsePrecision('latencyMs.mean=4%');

  it('go on until the interval is tight and has stayed so', async () => {
    const result = await run({ precision, most: 100 });
    const { mean, ci95 } = result.variants[0]!.summary.latencyMs.mean;
    expect((ci95![1] - ci95![0]) / 2).toBeLessThanOrEqual((mean! * 0.04) / 1.04);
    expect(size(result)).toBeGreaterThanOrEqual(8);
    expect(size(result)).toBeLessThan(100);
    expect(result.partial).toBe(false);
    expect(result.precision).toEqual([
      {
        expression: 'latencyMs.mean=4%',
        variant: 'baseline',
        reached: true,
        estimate: { mean, ci95, n: size(result) },
      },
    ]);
  });

  it('give the bytes of the same number asked for at once, but for the goal, with any number of workers', async () => {
    const added = await run({ precision, most: 100 });
    const { precision: _, ...figures } = added;
    expect(resultText(figures)).toBe(resultText(await run({ replications: size(added) })));
    expect(resultText(await run({ precision, most: 100, workers: 2 }))).toBe(resultText(added));
  });

  it('end at the limit, and say that the precision was not reached', async () => {
    const result = await run({ precision: parsePrecision('latencyMs.p99=0.1%'), most: 10 });
    expect(size(result)).toBe(10);
    expect(result.precision?.[0]?.reached).toBe(false);
  });

  it('are added for an undecided threshold, but only where more are allowed', async () => {
    // Just inside the upper end of what three replications say.
    const [low, high] = (await run({})).variants[0]!.summary.latencyMs.mean.ci95!;
    const thresholds = { latency: [`mean < ${(high - 0.1 * (high - low)).toFixed(3)}ms`] };
    const few = await run({ thresholds });
    expect(size(few)).toBe(3);
    expect(few.thresholds[0]?.verdict).toBe('undecided');
    const more = await run({ thresholds, most: 120 });
    expect(size(more)).toBeGreaterThan(8);
    expect(more.thresholds[0]?.verdict).not.toBe('undecided');
    const better = loadScenario({
      inputs: ['-'],
      stdin: JSON.stringify(SCENARIO),
      sets: ['applications.web.serviceTime=1ms'],
    });
    const variants = [simulation, better.simulation].map((each, i) => ({
      name: `${i}`,
      set: {},
      simulation: each,
    }));
    const compared = await run({ thresholds, variants, most: 120 });
    expect(compared.thresholds.map(({ verdict, isOfBaseline }) => [verdict, isOfBaseline])).toEqual([
      ['undecided', true],
      ['pass', undefined],
    ]);
    // The first look at which it can have lasted.
    expect(size(compared)).toBe(8);
  });

  it('tell the progress of the whole', async () => {
    const finished: number[] = [];
    await run({
      precision: parsePrecision('latencyMs.p99=0.1%'),
      most: 10,
      onProgress: (progress) => finished.push(progress.finished),
    });
    expect(finished.at(-1)).toBe(10);
    expect(finished).toEqual(finished.toSorted((a, b) => a - b));
  });
});
