/** Every benchmark there is, as `suite/name`. A suite is loaded when it is needed: a part needs not the whole program. */
import type { BenchTask, Suite } from './task.ts';

const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  control: async () => (await import('./micro/control.ts')).control,
  engine: async () => (await import('./micro/engine.ts')).engine,
  slots: async () => (await import('./micro/slot-pool.ts')).slotPool,
  random: async () => (await import('./micro/random.ts')).random,
  samplers: async () => (await import('./micro/samplers.ts')).samplers,
  statistics: async () => (await import('./micro/statistics.ts')).statistics,
  proxies: async () => (await import('./micro/proxies.ts')).proxies,
  w1: async () => (await import('./macro/w1.ts')).w1,
  scenarios: async () => (await import('./macro/scenarios.ts')).scenarios,
  pods: async () => (await import('./macro/scale.ts')).podCounts,
  restarts: async () => (await import('./macro/restarts.ts')).restarts,
  rates: async () => (await import('./macro/scale.ts')).rates,
  workers: async () => (await import('./macro/workers.ts')).workers,
};

/** Their names, in the order they run in. */
export async function benchmarkNames(): Promise<string[]> {
  const names: string[] = [];
  for (const [suite, load] of Object.entries(SUITES)) {
    names.push(...Object.keys(await load()).map((name) => `${suite}/${name}`));
  }
  return names;
}

/** The benchmark of a name that {@link benchmarkNames} gave. */
export async function findBenchmark(fullName: string): Promise<BenchTask> {
  const slash = fullName.indexOf('/');
  const suite = await SUITES[fullName.slice(0, slash)]?.();
  const task = suite?.[fullName.slice(slash + 1)];
  if (task === undefined) throw new Error(`there is no benchmark ${fullName}`);
  return task;
}
