/**
 * How often the 95 % intervals hold the truth, by hand: `npm run validate -- coverage [experiments] [case …]`. Each case
 * is a system with known answers; each experiment has a few replications, or one, which go through the program's own
 * reduction to estimates. docs/VALIDATION.md has the table.
 */
import type { Estimate, Summary } from '../../experiment/result.ts';
import { mmck } from '../oracles/mmck.ts';
import { bernoulliExperiment, longRun, queueExperiment } from './coverage-experiments.ts';
import type { Experiment } from './coverage-experiments.ts';

/** A figure that is looked at, and what its interval should hold. */
interface Question {
  readonly name: string;
  readonly truth: number;
  readonly read: (summary: Summary) => Estimate;
}

interface Case {
  readonly experiment: Experiment;
  readonly questions: readonly Question[];
}

const SERVICE_MS = 10;

function queue(servers: number, utilization: number, requests: number, of: typeof queueExperiment): Case {
  const arrivalRate = (servers * utilization) / SERVICE_MS;
  const system = mmck({ arrivalRate, serviceRate: 1 / SERVICE_MS, servers, capacity: 400 });
  const path = { servers, meanGapMs: 1 / arrivalRate, meanServiceMs: SERVICE_MS };
  return {
    experiment: of(path, requests),
    questions: [
      { name: 'mean', truth: system.meanSojourn, read: (s) => s.latencyMs.mean },
      { name: 'p50', truth: system.sojournQuantile(0.5), read: (s) => s.latencyMs.p50 },
      { name: 'p99', truth: system.sojournQuantile(0.99), read: (s) => s.latencyMs.p99 },
    ],
  };
}

function bernoulli(ratio: number): Case {
  return {
    experiment: bernoulliExperiment(ratio, 500),
    questions: [{ name: 'error rate', truth: ratio, read: (s) => s.errorRate }],
  };
}

function oneRuns(servers: number, utilization: number): Readonly<Record<string, Case>> {
  const lengths = [20_000, 100_000, 400_000];
  return Object.fromEntries(
    lengths.map((requests) => [
      `M/M/${servers}, ρ = ${utilization}, one run of ${requests.toLocaleString('en')}`,
      queue(servers, utilization, requests, longRun),
    ]),
  );
}

const CASES: Readonly<Record<string, Case>> = {
  'M/M/1, ρ = 0.5, 10 × 20,000 requests': queue(1, 0.5, 20_000, queueExperiment),
  'M/M/1, ρ = 0.8, 10 × 50,000 requests': queue(1, 0.8, 50_000, queueExperiment),
  'M/M/1, ρ = 0.8, 10 × 3,000 requests': queue(1, 0.8, 3000, queueExperiment),
  'M/M/4, ρ = 0.8, 10 × 50,000 requests': queue(4, 0.8, 50_000, queueExperiment),
  ...oneRuns(1, 0.5),
  ...oneRuns(1, 0.8),
  ...oneRuns(1, 0.9),
  ...oneRuns(4, 0.5),
  ...oneRuns(4, 0.8),
  ...oneRuns(4, 0.9),
  'errors, none expected, 10 × 500': bernoulli(0),
  'errors, 0.5 expected, 10 × 500': bernoulli(0.0001),
  'errors, 5 expected, 10 × 500': bernoulli(0.001),
  'errors, 20 expected, 10 × 500': bernoulli(0.004),
  'errors, 100 expected, 10 × 500': bernoulli(0.02),
};

/** Of one figure over all experiments. */
interface Count {
  held: number;
  /** Where the truth lies below the interval, and above it. */
  below: number;
  above: number;
  /** Without an interval. */
  none: number;
}

function take(count: Count, { ci95 }: Estimate, truth: number): void {
  if (ci95 === null) count.none++;
  else if (truth < ci95[0]) count.below++;
  else if (truth > ci95[1]) count.above++;
  else count.held++;
}

/** Rows of a Markdown table. */
function coverageRows(name: string, experiments: number): readonly string[] {
  const { experiment, questions } = CASES[name]!;
  const counts = questions.map((): Count => ({ held: 0, below: 0, above: 0, none: 0 }));
  for (let index = 0; index < experiments; index++) {
    const summary = experiment(name, index);
    questions.forEach(({ read, truth }, i) => take(counts[i]!, read(summary), truth));
  }
  return questions.map((question, i) => {
    const { held, below, above, none } = counts[i]!;
    const percent = `${((100 * held) / (experiments - none)).toFixed(1)} %`;
    const cells = [name, question.name, percent, `${below} / ${above}`, String(none)];
    return `| ${cells.join(' | ')} |`;
  });
}

/** Always true: what is expected of the table stands in docs/VALIDATION.md. */
export function checkCoverage([experiments = '1000', ...parts]: readonly string[]): boolean {
  const wanted = Object.keys(CASES).filter(
    (name) => parts.length === 0 || parts.some((part) => name.includes(part)),
  );
  for (const name of wanted) console.log(coverageRows(name, Number(experiments)).join('\n'));
  return true;
}
