/** The ratios that this project promises to keep, each of two benchmarks of one run. */
import type { BenchmarkResult } from './results.ts';
import { pairedRatio } from './statistics.ts';
import type { Ratio } from './statistics.ts';

interface Goal {
  readonly name: string;
  /** `rate`: how many times as many operations per second; `time`: how many times as long an operation. */
  readonly measure: 'rate' | 'time';
  readonly of: string;
  readonly to: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const GOALS: readonly Goal[] = [
  {
    name: 'bare kernel: time of the C++ yardstick',
    measure: 'time',
    of: 'w1/bare kernel',
    to: 'w1/C++ yardstick',
    atMost: 2,
  },
  { name: 'bare kernel: rate of SimPy', measure: 'rate', of: 'w1/bare kernel', to: 'w1/SimPy', atLeast: 110 },
  {
    name: 'full model: rate of the C++ yardstick',
    measure: 'rate',
    of: 'w1/full model',
    to: 'w1/C++ yardstick',
    atLeast: 0.18,
  },
  {
    name: 'everything on: rate of the C++ yardstick',
    measure: 'rate',
    of: 'w1/everything on',
    to: 'w1/C++ yardstick',
    atLeast: 0.09,
  },
  { name: 'full model: rate of SimPy', measure: 'rate', of: 'w1/full model', to: 'w1/SimPy' },
  { name: 'everything on: rate of SimPy', measure: 'rate', of: 'w1/everything on', to: 'w1/SimPy' },
  { name: '2 workers: rate of 1', measure: 'rate', of: 'workers/2', to: 'workers/1', atLeast: 1.85 },
  {
    name: '2 processes of the C++ yardstick: rate of 1',
    measure: 'rate',
    of: 'workers/C++ yardstick × 2',
    to: 'workers/C++ yardstick × 1',
  },
  { name: '10,000 pods: time of 10', measure: 'time', of: 'pods/10000', to: 'pods/10', atMost: 1.5 },
];

export interface GoalResult extends Ratio {
  readonly name: string;
  /** Such as `≤ 2`; `null` where nothing is promised. */
  readonly goal: string | null;
  /** By the interval: undecided when it straddles the goal. `null` where nothing is promised. */
  readonly verdict: 'met' | 'missed' | 'undecided' | null;
}

/** Of those whose two benchmarks ran. */
export function judgeGoals(benchmarks: readonly BenchmarkResult[]): GoalResult[] {
  const times = new Map(benchmarks.map(({ name, nsPerOperation }) => [name, nsPerOperation]));
  return GOALS.flatMap((goal) => {
    const [of, to] = [times.get(goal.of), times.get(goal.to)];
    if (of === undefined || to === undefined) return [];
    const ratio = goal.measure === 'time' ? pairedRatio(of, to) : pairedRatio(to, of);
    return [{ name: goal.name, ...ratio, goal: textOf(goal), verdict: verdict(goal, ratio) }];
  });
}

function textOf({ atLeast, atMost }: Goal): string | null {
  if (atLeast !== undefined) return `≥ ${atLeast}`;
  return atMost === undefined ? null : `≤ ${atMost}`;
}

function verdict({ atLeast, atMost }: Goal, { low, high }: Ratio): GoalResult['verdict'] {
  if (atLeast === undefined && atMost === undefined) return null;
  if (low === null || high === null) return 'undecided';
  const [least, most] = [atLeast ?? -Infinity, atMost ?? Infinity];
  if (low >= least && high <= most) return 'met';
  return high < least || low > most ? 'missed' : 'undecided';
}
