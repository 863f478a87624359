/** From the parsed options to a loaded scenario, and what there is to say about it. */
import { formatIssue } from '../base/errors.ts';
import type { ScenarioIssue } from '../base/errors.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { SCENARIO_OPTIONS } from './options.ts';
import type { Parsed } from './command.ts';
import type { Context, Terminal } from './terminal.ts';

/** Options that concern the input, as parsed. */
export type InputArguments = Parsed<typeof SCENARIO_OPTIONS>;

const STDIN = '-';

/**
 * @param options - `checkOnly`: nothing will be simulated, so that manifests need no rate
 * @throws ScenarioError with everything that is wrong with the input; thresholds are read when all else is well
 */
export async function loadInput(
  args: InputArguments,
  context: Context,
  { checkOnly = false }: { readonly checkOnly?: boolean } = {},
): Promise<LoadedScenario> {
  const { loadScenario } = await import('../scenario/load.ts');
  const { seed, replications, duration, warmup, rate, 'service-time': serviceTime, to } = args;
  const loaded = loadScenario({
    inputs: args.input,
    sets: args.set ?? [],
    overrides: given({ seed, replications, duration, warmup }),
    quick: { ...given({ rate, serviceTime, to }), checkOnly },
    ...(args.input.includes(STDIN) && { stdin: await context.readStdin() }),
  });
  const { parseThresholds } = await import('../experiment/thresholds.ts');
  parseThresholds(loaded.scenario.thresholds, {
    placeOf: (path) => loaded.originOf(['thresholds', ...path]),
    sources: loaded.scenario.traffic.map(({ name }) => name),
  });
  return loaded;
}

/** Warnings, one line each, on stderr. */
export function tellWarnings(warnings: readonly ScenarioIssue[], terminal: Terminal): void {
  terminal.err(warnings.map((warning) => `warning: ${formatIssue(warning)}\n`).join(''));
}

/** The members that are there: an absent option and one set to `undefined` are the same to its user. */
function given<T extends object>(options: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
