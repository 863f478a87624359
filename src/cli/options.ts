/**
 * Options that several commands share, and how their texts are read. All arrive as texts, so that a seed such as 007
 * or 0x10 stays what was typed; what is wrong is said in terms of the command line.
 */
import type { Options } from 'yargs';
import { UsageError } from '../base/errors.ts';
import { didYouMean } from '../scenario/suggest.ts';

/** An option with one value; given twice, the last one counts. */
export function textOption<T = string>(
  group: string,
  describe: string,
  read: (text: string) => T = (text) => text as T,
): Options & { readonly coerce: (value: string | readonly string[]) => T } {
  return {
    group,
    describe,
    requiresArg: true,
    string: true,
    coerce: (value) => read([value].flat().at(-1) ?? ''),
  };
}

/** An option that may be given several times. */
export function listOption(
  group: string,
  describe: string,
): Options & { readonly coerce: (value: string | readonly string[]) => readonly string[] } {
  return { group, describe, requiresArg: true, string: true, coerce: (value) => [value].flat() };
}

/** Reads a whole number ≥ `min`. */
export function wholeNumber(option: string, min: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min) return value;
    throw new UsageError(`--${option}: expected a whole number, at least ${min} (got "${text}")`);
  };
}

/** Reads a comma-separated list of names out of `names`; each is kept once, in the order given. */
export function nameList<Name extends string>(
  option: string,
  names: readonly Name[],
  what = 'format',
): (text: string) => Name[] {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    return [...new Set(words)].map((word) => {
      const found = names.find((name) => name === word);
      if (found !== undefined) return found;
      const hint = didYouMean(word, names) ?? `there are: ${names.join(', ')}`;
      throw new UsageError(`--${option}: unknown ${what} "${word}"; ${hint}`);
    });
  };
}

const INPUT = 'Scenario:';
const OUTPUT = 'Output:';

/** What changes or completes the input of any command that reads a scenario. */
export const SCENARIO_OPTIONS = {
  seed: textOption(INPUT, 'Seed of all chance; any text'),
  replications: textOption(INPUT, 'Number of independent replications', wholeNumber('replications', 1)),
  duration: textOption(INPUT, 'Simulated time, e.g. 5m'),
  warmup: textOption(INPUT, 'Simulated time before requests are counted, e.g. 30s; auto finds it'),
  rate: textOption(INPUT, 'For manifests alone: requests to each Service, e.g. 200/s'),
  'service-time': textOption(INPUT, 'For manifests alone: mean of an exponential service time, e.g. 20ms'),
  to: textOption(
    INPUT,
    'For manifests alone: the only Service that gets requests (default: each that selects a Deployment)',
  ),
  set: listOption(
    INPUT,
    'Set a value, or remove it with null: PATH=VALUE, e.g. deployment/web.replicas=2 (repeatable)',
  ),
} as const;

/** How things are shown. */
export const DISPLAY_OPTIONS = {
  quiet: { group: OUTPUT, describe: 'Nothing on stderr but errors', boolean: true },
  'no-color': { group: OUTPUT, describe: 'No colours; NO_COLOR does the same', boolean: true },
} as const satisfies Record<string, Options>;

/** Where and as what a result is stored. */
export const outOption = (describe: string): ReturnType<typeof textOption<string>> =>
  textOption(OUTPUT, describe);

export const resumeOption = (group: string) =>
  ({
    group,
    describe: 'Take up an earlier run, interrupted or not: simulate only what it had not finished',
    boolean: true,
  }) as const satisfies Options;

export const timelineOption = {
  group: OUTPUT,
  describe: "Print the first replication's control-plane timeline as well",
  boolean: true,
} as const satisfies Options;
