/**
 * Which of many settings to take: the one preferred among those that keep all limits. A race with paired replications:
 * every setting gets a few, and only those that might still be the answer get more. Who wins is then confirmed on fresh
 * replications that took no part in the choice, so that what is said of it is not the luck of the best of many.
 *
 * @see Maron & Moore, Artificial Intelligence Review 11 (1997) 193 (races); Law, 5th ed., §10.4 (selecting the best)
 */
import { assert, present } from '../base/assert.ts';
import type { SimulationOptions } from '../model/options.ts';
import type { DigestStore } from './checkpoint.ts';
import { compareVariants } from './compare.ts';
import { COMPARED_METRICS, scoreOf } from './compared-metrics.ts';
import type { ComparedMetric } from './compared-metrics.ts';
import { sampleOf } from './digest.ts';
import type { ReplicationSample } from './digest.ts';
import { execute } from './executor.ts';
import { flagsOf } from './flags.ts';
import { InterruptedError } from './interrupted-error.ts';
import { explained } from './job-error.ts';
import { planJobs } from './plan.ts';
import type { Job } from './plan.ts';
import type { ThresholdResult } from './result.ts';
import { rootStreamKey } from './seeds.ts';
import { summarize } from './summarize.ts';
import { judge } from './thresholds.ts';
import type { Threshold } from './thresholds.ts';

interface Candidate {
  readonly name: string;
  readonly simulation: SimulationOptions;
}

export interface TuneRequest {
  /** The most preferred first, unless `objective` says otherwise. All have the same window. */
  readonly candidates: readonly Candidate[];
  /** A metric to be as good as possible; `null`: the first that keeps the limits. */
  readonly objective: string | null;
  /** At least one, unless there is an objective. */
  readonly thresholds: readonly Threshold[];
  readonly seed: string;
  /** Of each candidate at first, and at most; as many again confirm the winner. */
  readonly first: number;
  readonly most: number;
  readonly workers: number;
  /** Finished replications of an earlier run, by candidate; where those of this one are kept. */
  readonly store?: DigestStore | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Replications simulated so far, and how many there would be if all candidates got all of them. */
  readonly onProgress?: ((finished: number, atMost: number) => void) | undefined;
  /** The command that runs one replication of a candidate again. */
  readonly replayCommand: (candidate: number, replication: number) => string;
}

/** How it went with a candidate. */
export type Standing =
  'chosen' | 'kept out' | 'fails' | 'undecided' | 'worse' | 'not observed' | 'not needed';

export interface Contestant {
  readonly name: string;
  readonly standing: Standing;
  readonly replications: number;
  /** Limits that it fails, or leaves undecided; of the chosen one all, by the fresh replications. */
  readonly limits: readonly ThresholdResult[];
  /** Mean of the objective; `null` where there is none, or it was not observed in every run that it is needed of. */
  readonly objective: number | null;
}

export interface TuneResult {
  readonly contestants: readonly Contestant[];
  /** Place among the candidates; `null` where none keeps the limits. */
  readonly chosen: number | null;
  /** Fresh replications that confirmed it. */
  readonly confirmedBy: number;
  /** Upper 95 % bound of the share of runs with any failed request, where the fresh ones had none; else `null`. */
  readonly lossyRunsAtMost: number | null;
  /** Winners of the race that the fresh replications did not confirm. */
  readonly unconfirmed: readonly string[];
  /** Candidates that the objective does not tell from the chosen one. */
  readonly alike: readonly string[];
  /** In all. */
  readonly replications: number;
}

class Race {
  private readonly request: TuneRequest;
  private readonly figures: ReplicationSample[][];
  readonly standings: Standing[];
  private simulated = 0;

  constructor(request: TuneRequest) {
    this.request = request;
    this.figures = request.candidates.map(() => []);
    this.standings = request.candidates.map(() => 'undecided');
  }

  get replications(): number {
    return this.simulated;
  }

  sizeOf(candidate: number): number {
    return this.figures[candidate]!.length;
  }

  /** Candidates that might be the answer yet, in their order. */
  get alive(): number[] {
    return this.standings.flatMap((standing, i) => (standing === 'undecided' ? [i] : []));
  }

  /** Brings candidates to `count` replications, all with the same chance, and takes those out that fail. */
  async bring(candidates: readonly number[], count: number): Promise<void> {
    const behind = candidates.filter((i) => this.sizeOf(i) < count);
    const from = Math.min(count, ...behind.map((i) => this.sizeOf(i)));
    const together = behind.filter((i) => this.sizeOf(i) === from);
    if (together.length === 0) return;
    const figures = await this.simulate(together, from, count);
    together.forEach((candidate, i) => this.figures[candidate]!.push(...figures[i]!));
    for (const i of together) if (this.verdictsOf(i).includes('fail')) this.standings[i] = 'fails';
    await this.bring(candidates, count);
  }

  /** Of replications [from, to), in order. */
  async simulate(candidates: readonly number[], from: number, to: number): Promise<ReplicationSample[][]> {
    const { request } = this;
    const figures: ReplicationSample[][] = candidates.map(() => []);
    try {
      await execute({
        setup: {
          simulations: candidates.map((i) => request.candidates[i]!.simulation),
          seed: request.seed,
          key: rootStreamKey(request.seed),
        },
        jobs: planJobs({ variants: candidates.length, replications: to, from }),
        workers: request.workers,
        signal: request.signal,
        store: storeOf(request.store, candidates),
        onDigest: ({ variant }, digest) => {
          figures[variant]!.push(sampleOf(digest));
          this.simulated++;
          request.onProgress?.(this.simulated, (request.candidates.length + 1) * request.most);
        },
      });
    } catch (error) {
      throw explained(error, {
        seed: request.seed,
        nameOf: (variant) => request.candidates[candidates[variant]!]?.name,
        replayCommand: ({ variant, replication }) => request.replayCommand(candidates[variant]!, replication),
      });
    }
    if (request.signal?.aborted === true)
      throw new InterruptedError('interrupted before there was an answer');
    return figures;
  }

  limitsOf(
    candidate: number,
    figures: readonly ReplicationSample[] = this.figures[candidate]!,
  ): ThresholdResult[] {
    const { name, simulation } = this.request.candidates[candidate]!;
    const summary = summarize(figures, simulation.durationMs - simulation.warmupMs);
    return judge(this.request.thresholds, {
      name,
      summary,
      flags: flagsOf(figures, simulation),
      replications: figures,
    });
  }

  verdictsOf(candidate: number): string[] {
    return this.limitsOf(candidate).map(({ verdict }) => verdict);
  }

  keeps(candidate: number): boolean {
    return this.verdictsOf(candidate).every((verdict) => verdict === 'pass');
  }

  /** The smaller the better; Infinity where the objective was not observed: that can be nobody's choice. */
  scoreOf(candidate: number, figures: readonly ReplicationSample[] = this.figures[candidate]!): number {
    const { metric } = this;
    return metric === undefined ? candidate : scoreOf(metric, figures, this.windowMs);
  }

  objectiveOf(candidate: number): number | null {
    const score = this.scoreOf(candidate);
    if (this.metric === undefined || !Number.isFinite(score)) return null;
    return this.metric.better === 'lower' ? score : -score;
  }

  /** Those of `others` whose objective is surely worse than the leader's, and those that cannot be told from it. */
  against(leader: number, others: readonly number[]): { readonly worse: number[]; readonly alike: number[] } {
    const common = Math.min(...[leader, ...others].map((i) => this.sizeOf(i)));
    const variants = [leader, ...others].map((i) => ({
      name: String(i),
      replications: this.figures[i]!.slice(0, common),
    }));
    const verdicts = compareVariants(variants, this.windowMs).filter(
      ({ metric }) => metric === this.request.objective,
    );
    const verdictOf = (i: number) => verdicts.find(({ variant }) => variant === String(i))?.verdict ?? '~';
    return {
      worse: others.filter((i) => verdictOf(i) === 'worse'),
      alike: others.filter((i) => verdictOf(i) === '~'),
    };
  }

  private get metric(): ComparedMetric | undefined {
    return COMPARED_METRICS.find(({ name }) => name === this.request.objective);
  }

  private get windowMs(): number {
    const { durationMs, warmupMs } = present(this.request.candidates[0], 'a race has candidates').simulation;
    return durationMs - warmupMs;
  }
}

/**
 * Runs the race. The result depends on the request alone, not on the workers.
 *
 * @throws InterruptedError, JobFailure
 */
export async function tune(request: TuneRequest): Promise<TuneResult> {
  const { candidates, objective, first, most } = request;
  assert(candidates.length > 0, 'a race has candidates');
  assert(
    objective !== null || request.thresholds.length > 0,
    'something tells which candidate is the answer',
  );
  const race = new Race(request);
  await race.bring(race.alive, Math.min(first, most));
  const unconfirmed: string[] = [];
  for (;;) {
    const winner = objective === null ? await firstThatKeeps(race, request) : await bestOf(race, request);
    if (winner === null) return resultOf(race, request, null, unconfirmed);
    const [fresh = []] = await race.simulate([winner], most, 2 * most);
    const isKept = race.limitsOf(winner, fresh).every(({ verdict }) => verdict === 'pass');
    if (isKept && Number.isFinite(race.scoreOf(winner, fresh))) {
      return resultOf(race, request, { winner, fresh }, unconfirmed);
    }
    race.standings[winner] = 'kept out';
    unconfirmed.push(candidates[winner]!.name);
  }
}

/** The counts of replications at which the race looks. */
function looks({ first, most }: TuneRequest): number[] {
  const counts: number[] = [];
  for (let count = first; count < most; count *= 2) counts.push(count);
  return [...counts, most];
}

async function firstThatKeeps(race: Race, request: TuneRequest): Promise<number | null> {
  const passedOver = new Set<number>();
  for (;;) {
    const next = race.alive.find((i) => !passedOver.has(i));
    if (next === undefined) return null;
    for (const count of looks(request)) {
      if (race.standings[next] === 'undecided') await race.bring([next], count);
    }
    if (race.standings[next] === 'undecided' && race.keeps(next)) return next;
    passedOver.add(next);
  }
}

async function bestOf(race: Race, request: TuneRequest): Promise<number | null> {
  for (const count of looks(request)) {
    await race.bring(race.alive, count);
    const leader = leaderOf(race, (i) => race.keeps(i));
    if (leader === null) continue;
    const { worse } = race.against(
      leader,
      race.alive.filter((i) => i !== leader),
    );
    for (const i of worse) race.standings[i] = 'worse';
  }
  for (const i of race.alive) if (!Number.isFinite(race.scoreOf(i))) race.standings[i] = 'not observed';
  return leaderOf(race, (i) => race.keeps(i));
}

function leaderOf(race: Race, isEligible: (candidate: number) => boolean): number | null {
  const eligible = race.alive.filter((i) => isEligible(i) && Number.isFinite(race.scoreOf(i)));
  return eligible.toSorted((a, b) => race.scoreOf(a) - race.scoreOf(b))[0] ?? null;
}

interface Confirmed {
  readonly winner: number;
  readonly fresh: readonly ReplicationSample[];
}

function resultOf(
  race: Race,
  { candidates, objective }: TuneRequest,
  confirmed: Confirmed | null,
  unconfirmed: readonly string[],
): TuneResult {
  const chosen = confirmed?.winner ?? null;
  const rivals = race.alive.filter((i) => i !== chosen);
  const alike = chosen === null || objective === null ? [] : race.against(chosen, rivals).alike;
  const contestants = candidates.map(({ name }, i): Contestant => {
    const limits = i === chosen ? race.limitsOf(i, confirmed!.fresh) : race.limitsOf(i);
    return {
      name,
      standing: i === chosen ? 'chosen' : finalStanding(race, i, chosen, objective),
      replications: race.sizeOf(i),
      limits: i === chosen ? limits : limits.filter(({ verdict }) => verdict !== 'pass'),
      objective: race.objectiveOf(i),
    };
  });
  const fresh = confirmed?.fresh ?? [];
  const hasLosses = fresh.some(({ requests, ok, inFlight }) => requests > ok + inFlight);
  return {
    contestants,
    chosen,
    confirmedBy: fresh.length,
    lossyRunsAtMost: fresh.length === 0 || hasLosses ? null : oneSidedBound(fresh.length),
    unconfirmed,
    alike: alike.map((i) => candidates[i]!.name),
    replications: race.replications,
  };
}

/** What was left in the race when it ended: behind the first that keeps the limits nobody looks any further. */
function finalStanding(race: Race, i: number, chosen: number | null, objective: string | null): Standing {
  const standing = race.standings[i]!;
  if (standing !== 'undecided' || chosen === null) return standing;
  if (objective === null) return i > chosen ? 'not needed' : 'undecided';
  return race.keeps(i) ? 'not needed' : 'undecided';
}

/** The store of all candidates, for jobs whose variants are only some of them. */
function storeOf(store: DigestStore | undefined, candidates: readonly number[]): DigestStore | undefined {
  if (store === undefined) return undefined;
  const own = (job: Job): Job => ({ ...job, variant: candidates[job.variant]! });
  return {
    has: (job) => store.has(own(job)),
    read: (job) => store.read(own(job)),
    store: (job, digest) => store.store(own(job), digest),
  };
}

/** p with P(none of n runs) = 5 %: no run of n had what runs have with probability p. */
function oneSidedBound(n: number): number {
  return 1 - 0.05 ** (1 / n);
}
