/** Runs the experiment of a loaded scenario for a user who is watching: progress, interruption, time taken. */
import { present } from '../base/assert.ts';
import type { DigestStore } from '../experiment/checkpoint.ts';
import type { DifferenceThreshold } from '../experiment/difference-thresholds.ts';
import { expectedRequests } from '../experiment/offered-load.ts';
import type { PrecisionTarget } from '../experiment/precision.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import type { Result, WarmUpPilot } from '../experiment/result.ts';
import type { VariantRequest } from '../experiment/variant-reduction.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { inputNotes } from './coverage-notes.ts';
import { metric, progressBar } from './progress.ts';
import { replayCommand } from './replay.ts';
import type { Context } from './terminal.ts';
import { warmUpNotes } from './warm-up.ts';

/** What is simulated, and what it is called. */
export interface LoadedVariant {
  readonly name: string;
  /** Paths set from the command line, as typed: `path=value`. */
  readonly sets: readonly string[];
  readonly loaded: LoadedScenario;
  /** What its warm-up was found from, if it was. */
  readonly pilot?: WarmUpPilot | undefined;
}

/** What the user asked for besides the scenario. */
export interface RunSettings {
  readonly only: number | undefined;
  readonly workers: number;
  /** Replications at most, where some are added. */
  readonly most?: number | undefined;
  readonly precision?: readonly PrecisionTarget[] | undefined;
  /** Of finished replications. */
  readonly store?: (DigestStore & { readonly size: number }) | undefined;
  readonly differences?: readonly DifferenceThreshold[] | undefined;
  /** Metrics of the Pareto front of several variants. */
  readonly pareto?: readonly string[] | undefined;
}

/** A result, and what it took. */
export interface Measured {
  readonly result: Result;
  readonly elapsedMs: number;
  /** Simulated in all replications but those taken over. */
  readonly requests: number;
  /** Replications taken over from an earlier run. */
  readonly resumed: number;
}

/** Runs all variants with the seed, the replications, the thresholds and the notes of the first. */
export async function measureExperiment(
  variants: readonly LoadedVariant[],
  settings: RunSettings,
  { terminal, signal, words }: Pick<Context, 'terminal' | 'signal' | 'words'>,
): Promise<Measured> {
  const { loaded } = present(variants[0], 'an experiment has a variant');
  const { scenario, simulation, seed, replications } = loaded;
  const bar = progressBar(terminal, expectedRequests(simulation), () => performance.now());
  const startMs = performance.now();
  const resumed = settings.store?.size ?? 0;
  let requests = 0;
  try {
    const result = await runExperiment({
      variants: variants.map((variant) => requestOf(variant, scenario)),
      scenario,
      seed,
      replications,
      ...settings,
      thresholds: scenario.thresholds,
      notes: [...inputNotes(loaded), ...warmUpNotes(variants)],
      signal,
      onProgress: (progress) => {
        requests = progress.requests;
        bar.update(progress);
      },
      replayCommand: (job) => replayCommand(words, { seed, replications }, job.replication),
    });
    return { result, elapsedMs: performance.now() - startMs, requests, resumed };
  } finally {
    bar.clear();
  }
}

function requestOf(
  { name, sets, loaded, pilot }: LoadedVariant,
  first: LoadedScenario['scenario'],
): VariantRequest {
  const { scenario, simulation } = loaded;
  return { name, set: settingsOf(sets), simulation, pilot, ...(scenario !== first && { scenario }) };
}

/** `40 replications, 2.4 M requests in 3.1 s on 2 threads (774 k requests/s)` */
export function speedLine({ result, elapsedMs, requests, resumed }: Measured, workers: number): string {
  const finished = result.variants.reduce((sum, variant) => sum + variant.replications.length, 0);
  const replications = Math.max(0, finished - resumed);
  const seconds = (elapsedMs / 1000).toFixed(1);
  const speed = metric((requests * 1000) / elapsedMs);
  const used = Math.max(1, Math.min(workers, replications));
  const threads = used === 1 ? '1 thread' : `${used} threads`;
  const runs = replications === 1 ? '1 replication' : `${replications} replications`;
  return `${runs}, ${metric(requests)} requests in ${seconds} s on ${threads} (${speed} requests/s)\n`;
}

/** Nothing, or a line: of a rollout that did not end, errors and latency say less than they seem to. */
export function rolloutWarning({ variants }: Pick<Result, 'variants'>): string {
  const runs = variants.flatMap((variant) => variant.replications);
  const open = runs.filter(({ rollout }) => rollout !== null && rollout.durationMs === null).length;
  return open === 0 ? '' : `warning: the rollout was not complete in ${open} of ${runs.length} runs\n`;
}

function settingsOf(sets: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    sets.map((set) => {
      const [path = '', ...value] = set.split('=');
      return [path, value.join('=')];
    }),
  );
}
