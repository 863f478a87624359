/**
 * What the commands that simulate have in common: their options, and the way from loaded variants to files, words and an
 * exit code. Whatever can be wrong with the place of the output is found before the simulation begins; files are written
 * after everything has succeeded.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../base/errors.ts';
import type { Checkpoint } from '../experiment/checkpoint.ts';
import type { Result } from '../experiment/result.ts';
import type { Parsed } from './command.ts';
import { ExitCode } from './exit-codes.ts';
import type { LoadedVariant, Measured, RunSettings } from './experiment-run.ts';
import {
  DISPLAY_OPTIONS,
  listOption,
  nameList,
  outOption,
  resumeOption,
  SCENARIO_OPTIONS,
  textOption,
  timelineOption,
  wholeNumber,
} from './options.ts';
import { checkOutputDirectory, listFiles, writeFiles } from './output.ts';
import { lockDirectory } from './output-lock.ts';
import type { OutputFile } from './output.ts';
import { FORMATS, reportFiles, warmUpReports } from './report-files.ts';
import type { Format } from './report-files.ts';
import { runRecordText } from './run-record.ts';
import type { RunCircumstances } from './run-record.ts';
import type { Context, Terminal } from './terminal.ts';

const DEFAULT_FORMATS: readonly Format[] = ['html', 'svg', 'png', 'json', 'csv'];

export const EXIT_CODES = `Exit codes: 0 all well, 1 a threshold failed, 2 wrong usage or invalid input,
3 a threshold is undecided, 70 a bug of simulate, 130 interrupted.`;

const RUN = 'Run:';

/** Unless the user says otherwise. */
const MOST_REPLICATIONS = 200;

/** Options of every command that simulates. */
export const EXPERIMENT_OPTIONS = {
  ...SCENARIO_OPTIONS,
  replication: textOption(
    RUN,
    'Run only the replication of this index (from 0)',
    wholeNumber('replication', 0),
  ),
  precision: listOption(
    RUN,
    'Add replications until intervals are this tight: 5%, latencyMs.p99=2ms, … (repeatable)',
  ),
  'max-replications': textOption(
    RUN,
    `Replications at most, added for --precision (default ${MOST_REPLICATIONS}) and undecided thresholds (default none)`,
    wholeNumber('max-replications', 1),
  ),
  resume: resumeOption(RUN),
  workers: textOption(RUN, 'Threads; 0 uses none (default: one per core)', wholeNumber('workers', 0)),
  out: outOption('Directory to write into (default: reports/<title>, then what --set changes)'),
  format: textOption(
    'Output:',
    `Comma list of ${FORMATS.join(',')} (default ${DEFAULT_FORMATS.join(',')})`,
    nameList('format', FORMATS),
  ),
  json: {
    group: 'Output:',
    describe: 'The result as JSON on stdout; files only with --out or --format',
    boolean: true,
  },
  timeline: timelineOption,
  ...DISPLAY_OPTIONS,
} as const;

export type ExperimentArguments = Parsed<typeof EXPERIMENT_OPTIONS>;

/** What each command decides by itself. */
interface Experiment extends Pick<RunSettings, 'pareto' | 'differences'> {
  /** The first is the baseline. */
  readonly variants: readonly LoadedVariant[];
  /** Where files go unless the user says so. */
  readonly directory: string;
}

/** A terminal that says nothing on stderr when the user wants it so. */
export function audible(args: ExperimentArguments, terminal: Terminal): Terminal {
  return args.quiet === true ? { ...terminal, err: () => undefined, interactive: false } : terminal;
}

/** Simulates, writes, prints. */
export async function runAndReport(
  experiment: Experiment,
  args: ExperimentArguments,
  context: Context,
): Promise<ExitCode> {
  const formats = formatsOf(args);
  if (formats.length === 0) return runInto(experiment, args, context, formats);
  const directory = args.out ?? experiment.directory;
  await checkOutputDirectory(directory);
  const release = lockDirectory(directory);
  try {
    return await runInto({ ...experiment, directory }, args, context, formats);
  } finally {
    release();
  }
}

async function runInto(
  experiment: Experiment,
  args: ExperimentArguments,
  context: Context,
  formats: readonly Format[],
): Promise<ExitCode> {
  const { variants: given, directory, ...settings } = experiment;
  const terminal = audible(args, context.terminal);
  const key = await keyOf(experiment, args);
  if (args.resume === true && formats.length > 0 && args.replication === undefined) {
    const { finishedLine, finishedResult } = await import('./finished.ts');
    const result = await finishedResult(directory, key);
    if (result !== null) {
      terminal.err(finishedLine(join(directory, 'result.json')));
      return tellAgain(result, { directory, formats }, args, terminal);
    }
  }
  const { measureExperiment, rolloutWarning, speedLine } = await import('./experiment-run.ts');
  const workers = args.workers ?? availableParallelism();
  const { parsePrecision } = await import('../experiment/precision.ts');
  const precision = args.precision?.flatMap(parsePrecision);
  const { withWarmUp } = await import('./warm-up.ts');
  const variants = await withWarmUp(given, { workers, signal: context.signal });
  const store = await checkpointOf(variants, args, formats.length > 0 ? directory : null, terminal);
  const simulating = measureExperiment(
    variants,
    { ...settings, precision, most: mostOf(args), only: args.replication, workers, store },
    { ...context, terminal },
  );
  const warm = warmUpReports(formats);
  const measured = await simulating;
  await warm;
  const record = { workers, words: context.words, settings: key };
  const files = formats.length === 0 ? [] : await filesOf(measured, formats, record);
  const written = await writeFiles(directory, files);
  await finish(store, measured.result, terminal);
  terminal.err(speedLine(measured, workers) + rolloutWarning(measured.result));
  await print(measured.result, args, listFiles(directory, written), terminal);
  return exitCodeOf(measured.result);
}

/** Of all that decides the figures of the result, besides the interruption of a run. */
async function keyOf(
  { variants, pareto, differences }: Experiment,
  args: ExperimentArguments,
): Promise<string> {
  const { settingsKey } = await import('./finished.ts');
  return settingsKey(variants, {
    pareto,
    differences: differences?.map(({ expression }) => expression),
    precision: args.precision,
    most: mostOf(args),
  });
}

/** Reports of a run that had finished; its own result and record stay as they are. */
async function tellAgain(
  result: Result,
  { directory, formats }: { readonly directory: string; readonly formats: readonly Format[] },
  args: ExperimentArguments,
  terminal: Terminal,
): Promise<ExitCode> {
  const reports = formats.filter((format) => format !== 'json');
  const written = await writeFiles(directory, await reportFiles(result, reports));
  await print(result, args, listFiles(directory, written), terminal);
  return exitCodeOf(result);
}

/** Nothing is kept of a run that writes nothing, nor of one replication alone. */
async function checkpointOf(
  variants: readonly LoadedVariant[],
  args: ExperimentArguments,
  directory: string | null,
  terminal: Terminal,
): Promise<Checkpoint | undefined> {
  const resume = args.resume === true;
  if (directory === null || args.replication !== undefined) {
    if (resume) throw new UsageError('--resume: expected a whole run that writes files (--out, --format)');
    return undefined;
  }
  const { openCheckpoint, refuseOtherResult } = await import('./checkpoint.ts');
  const simulations = variants.map(({ loaded }) => loaded.simulation);
  const { seed, scenario } = variants[0]!.loaded;
  const store = openCheckpoint(directory, { simulations, seed }, resume, terminal);
  if (resume && store.size === 0) await refuseOtherResult(directory, { seed, scenario });
  return store;
}

/** A checkpoint is needed no longer once the files are written, unless there may be more replications to come. */
async function finish(store: Checkpoint | undefined, result: Result, terminal: Terminal): Promise<void> {
  if (store === undefined) return;
  const isOpen = exitCodeOf(result) === ExitCode.undecided;
  if (!result.partial && !isOpen) return store.remove();
  const { keptLine } = await import('./checkpoint.ts');
  terminal.err(keptLine(store, isOpen));
}

/** What is asked for decides whether replications are added at all. */
function mostOf(args: ExperimentArguments): number | undefined {
  return args['max-replications'] ?? (args.precision === undefined ? undefined : MOST_REPLICATIONS);
}

/** `--json` alone asks for nothing on disk. */
function formatsOf(args: ExperimentArguments): readonly Format[] {
  if (args.json === true && args.out === undefined && args.format === undefined) return [];
  return args.format ?? DEFAULT_FORMATS;
}

/**
 * @param replications - of the scenario, as set
 * @throws UsageError where there is no replication of the index that is asked for, or there may not be as many
 */
export function checkReplications(args: ExperimentArguments, replications: number): void {
  const { replication: only, 'max-replications': most } = args;
  if (only !== undefined && only >= replications) {
    const last = replications - 1;
    throw new UsageError(
      `--replication: expected at most ${last}: the scenario has ${replications}, counted from 0 (got "${only}")`,
    );
  }
  if (most !== undefined && most < replications) {
    throw new UsageError(
      `--max-replications: expected at least ${replications}, the number to begin with (got "${most}"); ` +
        '--replications sets that',
    );
  }
}

async function filesOf(
  measured: Measured,
  formats: readonly Format[],
  record: Omit<RunCircumstances, 'resultHash'>,
): Promise<OutputFile[]> {
  const files = await reportFiles(measured.result, formats);
  const stored = files.find(({ path }) => path === 'result.json');
  if (stored === undefined) return files;
  const { sha256 } = await import('./finished.ts');
  const resultHash = sha256(String(stored.content));
  return [...files, { path: 'run.json', content: runRecordText(measured, { ...record, resultHash }) }];
}

async function print(
  result: Result,
  args: ExperimentArguments,
  written: readonly string[],
  terminal: Terminal,
): Promise<void> {
  if (args.json === true) {
    const { resultText } = await import('../experiment/result-text.ts');
    terminal.out(resultText(result));
    return;
  }
  const { renderText } = await import('../report/text.ts');
  const color = terminal.outColor && args['no-color'] !== true;
  terminal.out(renderText(result, { color, files: written, timeline: args.timeline === true }));
}

function exitCodeOf({ partial, thresholds }: Result): ExitCode {
  if (partial) return ExitCode.interrupted;
  const deciding = thresholds.filter(({ isOfBaseline }) => isOfBaseline !== true);
  const verdicts = new Set(deciding.map(({ verdict }) => verdict));
  if (verdicts.has('fail')) return ExitCode.thresholdFailed;
  return verdicts.has('undecided') ? ExitCode.undecided : ExitCode.ok;
}
