/** `simulate tune`: which of many settings to take, by a race; says how sure it is, and prints the patch. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { COMPARED_METRICS } from '../../experiment/compared-metrics.ts';
import type { Threshold } from '../../experiment/thresholds.ts';
import type { TuneRequest, TuneResult } from '../../experiment/tune.ts';
import type { Checkpoint } from '../../experiment/checkpoint.ts';
import { InterruptedError } from '../../experiment/interrupted-error.ts';
import { defineCommand } from '../command.ts';
import type { Parsed } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';
import type { LoadedVariant } from '../experiment-run.ts';
import { loadInput, tellWarnings } from '../input.ts';
import {
  DISPLAY_OPTIONS,
  listOption,
  nameList,
  outOption,
  resumeOption,
  SCENARIO_OPTIONS,
  textOption,
  wholeNumber,
} from '../options.ts';
import { lockDirectory } from '../output-lock.ts';
import { checkOutputDirectory } from '../output.ts';
import { progressBar } from '../progress.ts';
import { replayCommand } from '../replay.ts';
import type { Context, Terminal } from '../terminal.ts';
import { tell, writeFound } from '../tune-found.ts';
import type { Found } from '../tune-found.ts';
import { parseTyped } from '../typed-thresholds.ts';
import { planVariants } from '../vary.ts';

const TUNE = 'Tune:';
/** Replications of each setting at first, and at most; as many as the latter confirm the winner. */
const FIRST = 5;
/** No loss in so many runs says that fewer than one in twenty lose any, at 95 % confidence. */
const MOST = 59;

const OPTIONS = {
  vary: listOption(
    TUNE,
    'Settings to choose from: PATH=V1,V2,… or PATH=0..30/5; several make a grid (repeatable)',
  ),
  threshold: listOption(
    TUNE,
    'Limit to be kept, besides those of the scenario: "errors.count == 0" (repeatable)',
  ),
  objective: textOption(
    TUNE,
    'Metric to be as good as possible, such as podSeconds (default: the first setting that keeps the limits)',
    (text) =>
      nameList(
        'objective',
        COMPARED_METRICS.map(({ name }) => name),
        'metric',
      )(text)[0]!,
  ),
  'max-replications': textOption(
    TUNE,
    `Replications of a setting at most, and as many to confirm it (default ${MOST})`,
    wholeNumber('max-replications', 2),
  ),
  ...SCENARIO_OPTIONS,
  workers: textOption(TUNE, 'Threads; 0 uses none (default: one per core)', wholeNumber('workers', 0)),
  resume: resumeOption(TUNE),
  out: outOption('Directory to write tune.json and the patches into (default: none)'),
  json: { group: 'Output:', describe: 'What was found as JSON on stdout', boolean: true },
  ...DISPLAY_OPTIONS,
} as const;

type Arguments = Parsed<typeof OPTIONS>;

export const tuneCommand = defineCommand({
  usage: 'tune <input..>',
  summary: 'Search settings: the smallest, or the cheapest, that keeps all thresholds',
  options: OPTIONS,
  examples: [
    [
      `simulate tune s.json --threshold "errors.count == 0" \\
    --vary deployment/web.preStop.sleep.seconds=0..15`,
      'the smallest preStop without a lost request',
    ],
    [
      `simulate tune s.json --objective podSeconds \\
    --vary deployment/web.replicas=2..8`,
      'the cheapest size that keeps the thresholds',
    ],
  ],
  closing: `Exit codes: 0 found, 1 no setting keeps the limits, 2 wrong usage or
invalid input, 3 none is sure to keep them, but some may, 70 a bug of simulate,
130 interrupted.`,
  run: async (args, context) => {
    const variants = await loadCandidates(args, context);
    const thresholds = await limitsOf(args, variants);
    if (args.out === undefined) return search(args, { variants, thresholds }, context);
    await checkOutputDirectory(args.out);
    const release = lockDirectory(args.out);
    try {
      return await search(args, { variants, thresholds }, context);
    } finally {
      release();
    }
  },
});

interface Search {
  readonly variants: readonly LoadedVariant[];
  readonly thresholds: readonly Threshold[];
}

async function search(
  args: Arguments,
  { variants, thresholds }: Search,
  context: Context,
): Promise<ExitCode> {
  const heard = heardBy(args, context.terminal);
  const key = await keyOf(args, { variants, thresholds });
  const before = await foundBefore(args, key, heard);
  if (before !== null) return tell(before, args, context.terminal);
  const candidates = candidatesOf(variants, thresholds);
  const { seed } = variants[0]!.loaded;
  const store = await checkpointOf(candidates, { seed, search: key }, args, heard);
  const result = await race(args, variants, { candidates, thresholds, store }, context);
  const chosen = result.chosen === null ? null : variants[result.chosen]!;
  const { patchesBetween } = await import('../../scenario/patch.ts');
  const stands = await loadInput({ ...args, set: [] }, context);
  const patches = chosen === null ? [] : patchesBetween(stands.scenario, chosen.loaded.scenario);
  const { title } = stands.scenario;
  const found = { title, seed, search: key, settings: chosen?.sets ?? null, patches, ...result };
  await writeFound(found, args.out, heard);
  const code = await tell(found, args, context.terminal);
  if (code !== ExitCode.undecided) store?.remove();
  else if (store !== undefined) heard.err((await import('../checkpoint.ts')).keptLine(store, true));
  return code;
}

/** Of all that decides what is found. */
async function keyOf(args: Arguments, { variants, thresholds }: Search): Promise<string> {
  const { settingsKey } = await import('../finished.ts');
  const { objective = null, replications = FIRST, 'max-replications': most = MOST } = args;
  const limits = thresholds.map(({ expression }) => expression);
  return settingsKey(variants, { objective, replications, most, limits });
}

/** What a search with the same settings has found, if that is asked for and there. */
async function foundBefore({ out, resume }: Arguments, key: string, heard: Terminal): Promise<Found | null> {
  if (out === undefined || resume !== true) return null;
  const { finishedLine, finishedSearch } = await import('../finished.ts');
  const found = await finishedSearch<Found>(out, key);
  if (found !== null) heard.err(finishedLine(join(out, 'tune.json')));
  return found;
}

async function loadCandidates(args: Arguments, context: Context): Promise<readonly LoadedVariant[]> {
  if (args.vary === undefined) {
    throw new UsageError('expected settings to choose from: --vary path=v1,v2 or --vary path=0..30/5');
  }
  const variants: LoadedVariant[] = [];
  for (const { name, inputs, sets } of planVariants(args.input, args.set ?? [], args.vary)) {
    variants.push({ name, sets, loaded: await loadInput({ ...args, input: inputs, set: sets }, context) });
  }
  const [first] = variants;
  const windows = variants.map(
    ({ loaded: { simulation } }) => `${simulation.warmupMs} ${simulation.durationMs}`,
  );
  if (new Set(windows).size > 1) {
    throw new UsageError('expected the same duration and warm-up in all settings');
  }
  checkMost(args);
  if (args.quiet !== true) tellWarnings(first!.loaded.warnings, context.terminal);
  const { withWarmUp } = await import('../warm-up.ts');
  return withWarmUp(variants, { workers: workersOf(args), signal: context.signal });
}

function checkMost({ replications = 0, 'max-replications': most = MOST }: Arguments): void {
  if (most >= replications) return;
  throw new UsageError(
    `--max-replications: expected at least the ${replications} of --replications to begin with (got "${most}")`,
  );
}

function workersOf({ workers }: Arguments): number {
  return workers ?? availableParallelism();
}

/** Those of the scenario, and `errors.count == 0` as the scenario would write it. */
async function limitsOf(args: Arguments, variants: readonly LoadedVariant[]): Promise<readonly Threshold[]> {
  const { parseThresholds } = await import('../../experiment/thresholds.ts');
  const { scenario } = variants[0]!.loaded;
  const limits = [
    ...parseThresholds(scenario.thresholds),
    ...(await parseTyped(args.threshold ?? [], { scenario })),
  ];
  if (limits.length > 0 || args.objective !== undefined) return limits;
  throw new UsageError(
    'expected a limit that settings have to keep (--threshold "errors.count == 0"), or an --objective',
  );
}

/** Sources are counted apart where a limit asks for it. */
function candidatesOf(
  variants: readonly LoadedVariant[],
  thresholds: readonly Threshold[],
): TuneRequest['candidates'] {
  const ofSources = thresholds.some(({ isOfSource }) => isOfSource === true);
  return variants.map(({ name, loaded: { simulation } }) => ({
    name,
    simulation: ofSources ? { ...simulation, perSource: true } : simulation,
  }));
}

function heardBy(args: Arguments, terminal: Terminal): Terminal {
  return args.quiet === true ? { ...terminal, err: () => undefined, interactive: false } : terminal;
}

/** Nothing is kept of a search that writes nothing. */
async function checkpointOf(
  candidates: TuneRequest['candidates'],
  own: { readonly seed: string; readonly search: string },
  { out, resume = false }: Arguments,
  terminal: Terminal,
): Promise<Checkpoint | undefined> {
  if (out === undefined && resume)
    throw new UsageError('--resume: expected the directory of the search (--out)');
  if (out === undefined) return undefined;
  const { openCheckpoint, refuseOtherSearch } = await import('../checkpoint.ts');
  const simulations = candidates.map(({ simulation }) => simulation);
  const store = openCheckpoint(out, { simulations, seed: own.seed }, resume, terminal);
  if (resume && store.size === 0) await refuseOtherSearch(out, own);
  return store;
}

interface Entry {
  readonly candidates: TuneRequest['candidates'];
  readonly thresholds: readonly Threshold[];
  readonly store: Checkpoint | undefined;
}

async function race(
  args: Arguments,
  variants: readonly LoadedVariant[],
  { candidates, thresholds, store }: Entry,
  { terminal, signal }: Context,
): Promise<TuneResult> {
  const { tune } = await import('../../experiment/tune.ts');
  const heard = heardBy(args, terminal);
  const bar = progressBar(heard, 0, () => performance.now());
  try {
    return await tune({
      candidates,
      objective: args.objective ?? null,
      thresholds,
      seed: variants[0]!.loaded.seed,
      first: args.replications ?? FIRST,
      most: args['max-replications'] ?? MOST,
      workers: workersOf(args),
      store,
      signal,
      onProgress: (finished, total) => bar.update({ finished, total, requests: 0 }),
      replayCommand: (candidate, replication) => replayOf(args, variants[candidate]!, replication),
    });
  } catch (error) {
    bar.clear();
    if (error instanceof InterruptedError && store !== undefined) {
      const { keptLine } = await import('../checkpoint.ts');
      heard.err(keptLine(store));
    }
    throw error;
  } finally {
    bar.clear();
  }
}

/** A run of the setting alone: the search has no option for a single replication. */
function replayOf(args: Arguments, { sets, loaded }: LoadedVariant, replication: number): string {
  const named = ['duration', 'warmup', 'rate', 'service-time', 'to'] as const;
  const words = [
    ...args.input,
    ...sets.flatMap((set) => ['--set', set]),
    ...named.flatMap((name) => (args[name] === undefined ? [] : [`--${name}`, args[name]])),
  ];
  return replayCommand(words, { seed: loaded.seed, replications: 0 }, replication);
}
