/**
 * An experiment, start to end: variants × replications are planned, simulated, reduced and judged. What comes out is
 * the content of result.json, the same for any number of workers. Files, terminals and charts are unknown here.
 */
import { present } from '../base/assert.ts';
import type { DigestStore } from './checkpoint.ts';
import { compareVariants } from './compare.ts';
import { PARETO_METRICS } from './compared-metrics.ts';
import { judgeDifferences } from './difference-thresholds.ts';
import type { DifferenceThreshold } from './difference-thresholds.ts';
import { execute } from './executor.ts';
import type { Progress } from './executor.ts';
import { InterruptedError } from './interrupted-error.ts';
import { explained } from './job-error.ts';
import { paretoFront } from './pareto.ts';
import { planJobs } from './plan.ts';
import type { Job } from './plan.ts';
import { estimateAt, isPrecise, wantedHalfWidth } from './precision.ts';
import type { PrecisionTarget } from './precision.ts';
import { nextReplications } from './rounds.ts';
import { RESULT_VERSION } from './result.ts';
import type { PrecisionResult, Result, ScenarioEcho, VariantResult } from './result.ts';
import { scenarioHash } from './result-text.ts';
import { rootStreamKey } from './seeds.ts';
import { judge, parseThresholds } from './thresholds.ts';
import type { Threshold, ThresholdTexts } from './thresholds.ts';
import { thisTool } from './tool.ts';
import { VariantReduction } from './variant-reduction.ts';
import type { VariantRequest } from './variant-reduction.ts';

export interface ExperimentRequest {
  /** At least one; the first is the baseline. All have the same window. */
  readonly variants: readonly VariantRequest[];
  /** Stands in the result as it is. */
  readonly scenario: ScenarioEcho;
  readonly seed: string;
  /** Of each variant; more, if something is asked for that they do not show, up to `most`. */
  readonly replications: number;
  readonly most?: number | undefined;
  /** Intervals to be reached. */
  readonly precision?: readonly PrecisionTarget[] | undefined;
  /** Limits on the differences to the first variant. */
  readonly differences?: readonly DifferenceThreshold[] | undefined;
  /** Runs just the replication of this index, with exactly the figures it has among the others. */
  readonly only?: number | undefined;
  /** Worker threads; 0 simulates in this thread. */
  readonly workers: number;
  readonly thresholds: ThresholdTexts;
  /** Metrics of the Pareto front; {@link PARETO_METRICS} unless given. */
  readonly pareto?: readonly string[] | undefined;
  /** What the user should know of the scenario. */
  readonly notes: readonly string[];
  /** Replications that finished in an earlier run, and where those of this one are kept as they finish. */
  readonly store?: DigestStore | undefined;
  /** Ends the experiment early: the finished replications make a partial result. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** The command that runs one job again. */
  readonly replayCommand: (job: Job) => string;
}

/**
 * Runs the experiment.
 *
 * @throws ScenarioError where a threshold cannot be read
 * @throws RunError where a replication could not be finished
 * @throws InterruptedError
 */
export async function runExperiment(request: ExperimentRequest): Promise<Result> {
  const { variants, scenario, seed } = request;
  const thresholds = parseThresholds(request.thresholds);
  const reductions = variants.map((variant) => new VariantReduction(variant));
  const planned = await simulateInRounds(request, thresholds, reductions);
  const finished = reductions.reduce((sum, reduction) => sum + reduction.size, 0);
  if (finished === 0) throw new InterruptedError('interrupted before the first replication had finished');
  const results = reductions.filter((reduction) => reduction.size > 0).map((reduction) => reduction.result());
  const hasBaseline = variants.length > 1;
  const compared = results.length > 1 ? comparisonsOf(results, request) : {};
  return {
    version: RESULT_VERSION,
    tool: thisTool(),
    scenario,
    scenarioHash: scenarioHash(scenario),
    seed,
    partial: finished < planned,
    variants: results,
    ...compared,
    ...(request.precision !== undefined && { precision: precisionOf(results, request.precision) }),
    thresholds: [
      ...results.flatMap((variant: VariantResult) =>
        judge(thresholds, variant).map((judged) =>
          hasBaseline && variant.name === variants[0]?.name
            ? { ...judged, isOfBaseline: true as const }
            : judged,
        ),
      ),
      ...judgeDifferences(request.differences ?? [], compared.comparisons ?? []),
    ],
    notes: [...request.notes, ...results.flatMap(batchNote)],
  };
}

function batchNote({ batches }: VariantResult): string[] {
  if (batches === undefined) return [];
  return [`one replication: intervals are by the means of ${batches} batches of its window`];
}

/** Adds replications until the goal is reached; returns the number of jobs there were to finish. */
async function simulateInRounds(
  request: ExperimentRequest,
  thresholds: readonly Threshold[],
  reductions: readonly VariantReduction[],
): Promise<number> {
  const { variants, only, replications, most = replications, precision = [], differences = [] } = request;
  const goal = { targets: precision, thresholds, differences, most, windowMs: windowOf(request) };
  let planned = 0;
  let requests = 0;
  for (let [from, to] = [0, replications]; ;) {
    const jobs = planJobs({ variants: variants.length, replications: to, from, only });
    planned += jobs.length;
    const before = { jobs: planned - jobs.length, requests };
    const onProgress = (progress: Progress): void => {
      requests = before.requests + progress.requests;
      request.onProgress?.(following(before, progress));
    };
    await simulate({ ...request, onProgress }, jobs, reductions);
    if (only !== undefined || request.signal?.aborted === true) return planned;
    const progressed = reductions.map((reduction, i) => ({
      name: variants[i]!.name,
      replications: reduction.replications,
      request: variants[i]!,
    }));
    const next = nextReplications(progressed, goal);
    if (next <= to) return planned;
    [from, to] = [to, next];
  }
}

/** Progress of a round, as that of the experiment: after so many jobs and requests. */
function following(before: { readonly jobs: number; readonly requests: number }, round: Progress): Progress {
  return {
    finished: before.jobs + round.finished,
    total: before.jobs + round.total,
    requests: before.requests + round.requests,
  };
}

function windowOf({ variants }: ExperimentRequest): number {
  const { durationMs, warmupMs } = present(variants[0], 'an experiment has a variant').simulation;
  return durationMs - warmupMs;
}

function precisionOf(
  results: readonly VariantResult[],
  targets: readonly PrecisionTarget[],
): readonly PrecisionResult[] {
  return results.flatMap(({ name, summary }) =>
    targets.map((target) => ({
      expression: target.expression,
      variant: name,
      reached: wantedHalfWidth(target, summary) === null ? null : isPrecise(target, summary),
      estimate: estimateAt(summary, target.metric),
    })),
  );
}

function comparisonsOf(
  results: readonly VariantResult[],
  request: ExperimentRequest,
): Pick<Result, 'comparisons' | 'pareto'> {
  const windowMs = windowOf(request);
  return {
    comparisons: compareVariants(results, windowMs),
    pareto: paretoFront(results, request.pareto ?? PARETO_METRICS, windowMs),
  };
}

async function simulate(
  request: ExperimentRequest,
  jobs: readonly Job[],
  reductions: readonly VariantReduction[],
): Promise<void> {
  try {
    await execute({
      setup: {
        simulations: request.variants.map((variant) => variant.simulation),
        seed: request.seed,
        key: rootStreamKey(request.seed),
      },
      jobs,
      workers: request.workers,
      signal: request.signal,
      store: request.store,
      onDigest: (job, digest) => reductions[job.variant]?.add(digest),
      onProgress: request.onProgress,
    });
  } catch (error) {
    throw explained(error, {
      seed: request.seed,
      nameOf: (variant) => request.variants[variant]?.name,
      replayCommand: request.replayCommand,
    });
  }
}
