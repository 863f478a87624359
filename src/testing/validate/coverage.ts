/**
 * Validation of the intervals, by hand: `npm run validate -- coverage [experiments] [case …]`. Each case is a system with
 * known answers, run as many experiments of a few short replications, each with a seed of its own, by the program as any
 * user runs it; counted is how often the reported 95 % intervals hold the truth. It takes minutes, so it is no part of
 * the test suite; docs/VALIDATION.md has its figures.
 */
import { runExperiment } from '../../experiment/run-experiment.ts';
import type { Estimate, Summary } from '../../experiment/result.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import { mmck } from '../oracles/mmck.ts';

/** A figure that is looked at, and what it should hold. */
interface Question {
  readonly name: string;
  readonly truth: number;
  readonly read: (summary: Summary) => Estimate;
}

interface Case {
  /** What is set in scenarios/steady-state.json. */
  readonly sets: readonly string[];
  readonly duration: string;
  readonly warmup: string;
  readonly replications: number;
  readonly questions: readonly Question[];
}

const SERVICE_MS = 10;

/** One pod whose `servers` serve 10 ms each, at a utilisation; of the requests that find `capacity` there, none is served. */
function queue(
  servers: number,
  capacity: number,
  utilization: number,
): Pick<Case, 'sets' | 'questions'> {
  const arrivalRate = (servers * utilization) / SERVICE_MS;
  const system = mmck({ arrivalRate, serviceRate: 1 / SERVICE_MS, servers, capacity });
  const latency = [
    { name: 'mean', truth: system.meanSojourn, read: (s: Summary) => s.latencyMs.mean },
    { name: 'p50', truth: system.sojournQuantile(0.5), read: (s: Summary) => s.latencyMs.p50 },
    { name: 'p99', truth: system.sojournQuantile(0.99), read: (s: Summary) => s.latencyMs.p99 },
  ];
  const losses = { name: 'error rate', truth: system.blocking, read: (s: Summary) => s.errorRate };
  return {
    sets: [
      'deployment/web.replicas=1',
      `applications.web.concurrency=${servers}`,
      `applications.web.queue=${capacity - servers}`,
      `applications.web.serviceTime.exponential.mean=${SERVICE_MS}ms`,
      `traffic.users.arrivals.poisson.rate=${1000 * arrivalRate}/s`,
    ],
    questions: system.blocking > 1e-9 ? [...latency, losses] : latency,
  };
}

/** Requests that the application fails, each by itself. */
function bernoulli(ratio: number): Omit<Case, 'replications'> {
  return {
    sets: [`applications.web.failureRatio=${ratio}`, 'traffic.users.arrivals.poisson.rate=100/s'],
    duration: '5s',
    warmup: '0s',
    questions: [
      { name: 'error rate', truth: ratio, read: (s) => s.errorRate },
      { name: 'failed per run', truth: 500 * ratio, read: (s) => s.failed },
    ],
  };
}

/** By name; the number of experiments is a multiple of what is asked for where they are cheap. */
const CASES: Readonly<Record<string, Case>> = {
  'M/M/1, ρ = 0.5': { ...queue(1, 400, 0.5), duration: '60s', warmup: '2s', replications: 10 },
  'M/M/1, ρ = 0.8': { ...queue(1, 400, 0.8), duration: '70s', warmup: '10s', replications: 10 },
  'M/M/4, ρ = 0.8': { ...queue(4, 400, 0.8), duration: '20s', warmup: '3s', replications: 10 },
  'M/M/2/10, ρ = 0.95': { ...queue(2, 10, 0.95), duration: '22s', warmup: '2s', replications: 10 },
  'M/M/1, ρ = 0.5, one run': { ...queue(1, 400, 0.5), duration: '10m', warmup: '2s', replications: 1 },
  'M/M/4, ρ = 0.8, one run': { ...queue(4, 400, 0.8), duration: '4m', warmup: '3s', replications: 1 },
  'no error in 5,000, of 0.01 %': { ...bernoulli(0.0001), replications: 10 },
  'rare errors, 0.1 % of 5,000': { ...bernoulli(0.001), replications: 10 },
  'errors, 1 % of 5,000': { ...bernoulli(0.01), replications: 10 },
};

function loaded({ sets, duration, warmup, replications }: Case): LoadedScenario {
  const inputs = ['scenarios/steady-state.json'];
  const { simulation, ...rest } = loadScenario({ inputs, sets, overrides: { duration, warmup } });
  // Of several replications the figures do not depend on the series, which take most of the time of short runs.
  const seriesIntervalMs = replications > 1 ? simulation.durationMs / 2 : simulation.seriesIntervalMs;
  return { ...rest, simulation: { ...simulation, seriesIntervalMs } };
}

async function summaryOf(
  { scenario, simulation }: LoadedScenario,
  replications: number,
  seed: string,
): Promise<Summary> {
  const { variants } = await runExperiment({
    variants: [{ name: 'baseline', set: {}, simulation }],
    scenario,
    seed,
    replications,
    workers: 0,
    thresholds: {},
    notes: [],
    replayCommand: () => '',
  });
  return variants[0]!.summary;
}

/** Of one figure over all experiments. */
interface Count {
  held: number;
  /** Truth below the interval, and above it. */
  below: number;
  above: number;
  none: number;
  halfWidths: number;
}

function take(count: Count, { ci95 }: Estimate, truth: number): void {
  if (ci95 === null) return void count.none++;
  if (truth < ci95[0]) count.below++;
  else if (truth > ci95[1]) count.above++;
  else count.held++;
  count.halfWidths += (ci95[1] - ci95[0]) / 2 / truth;
}

async function check(name: string, known: Case, experiments: number): Promise<void> {
  const counts = known.questions.map((): Count => ({ held: 0, below: 0, above: 0, none: 0, halfWidths: 0 }));
  const input = loaded(known);
  for (let experiment = 0; experiment < experiments; experiment++) {
    const summary = await summaryOf(input, known.replications, `coverage-${experiment}`);
    known.questions.forEach(({ read, truth }, i) => take(counts[i]!, read(summary), truth));
  }
  known.questions.forEach((question, i) => {
    const { held, below, above, none, halfWidths } = counts[i]!;
    const percent = (100 * held) / (experiments - none);
    const width = (100 * halfWidths) / (experiments - none);
    const cells = [name, question.name, `${percent.toFixed(1)} %`, `${below} / ${above}`, `${width.toFixed(1)} %`];
    console.log(`| ${[...cells, none === 0 ? '' : `${none} without`].join(' | ')} |`);
  });
}

/** Always true: what is expected of the table stands in docs/VALIDATION.md. */
export async function checkCoverage([experiments = '1000', ...names]: readonly string[]): Promise<boolean> {
  const wanted = Object.entries(CASES).filter(
    ([name]) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  for (const [name, known] of wanted) await check(name, known, Number(experiments));
  return true;
}
