/** The family of charts, in reading order: the four over time first, one above another. */
import type { Chart } from './chart.ts';
import { distributionChart } from './distribution.ts';
import { endpointsChart } from './endpoints.ts';
import { errorsChart } from './errors.ts';
import { latencyChart } from './latency.ts';
import { loadChart } from './load.ts';
import { podsChart } from './pods.ts';
import { tailChart } from './tail.ts';
import { warmUpChart } from './warm-up.ts';

export const CHARTS: readonly Chart[] = [
  errorsChart,
  latencyChart,
  endpointsChart,
  podsChart,
  distributionChart,
  tailChart,
  loadChart,
  warmUpChart,
];
