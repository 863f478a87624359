/**
 * From `--vary path=v1,v2` and several scenario files to the variants that are compared: which inputs and which settings
 * each has, and a name that tells it from the others. The first is the baseline.
 */
import { basename } from 'node:path';
import { UsageError } from '../base/errors.ts';

export interface VariantPlan {
  readonly name: string;
  readonly inputs: readonly string[];
  /** All that it sets, as typed after `--set`. */
  readonly sets: readonly string[];
}

/** More could neither be read nor waited for. */
const MOST_VARIANTS = 64;

interface Axis {
  readonly path: string;
  readonly values: readonly string[];
}

/**
 * All combinations of all values, the values of the last path changing fastest, for each scenario file. `sets` apply to
 * all of them; where nothing else tells variants apart, they make the second one, against the input as it stands.
 *
 * @throws UsageError where there is nothing to compare
 */
export function planVariants(
  inputs: readonly string[],
  sets: readonly string[],
  varies: readonly string[],
): readonly VariantPlan[] {
  const axes = varies.map(readAxis);
  const files = scenariosAmong(inputs);
  if (axes.length === 0 && files.length === 1) return againstItself(inputs, sets);
  const count = axes.reduce((product, { values }) => product * values.length, files.length);
  if (count > MOST_VARIANTS) {
    throw new UsageError(`--vary: expected at most ${MOST_VARIANTS} variants, but these make ${count}`);
  }
  const labels = shortLabels(axes.map(({ path }) => path));
  const fileNames = uniqueNames(files);
  return files.flatMap((own, file) =>
    combinations(axes).map((values) => {
      const settings = values.map((value, axis) => `${labels[axis]}=${value}`);
      return {
        name: [...(files.length > 1 ? [fileNames[file]!] : []), ...settings].join(' '),
        inputs: own,
        sets: [...sets, ...values.map((value, axis) => `${axes[axis]!.path}=${value}`)],
      };
    }),
  );
}

function againstItself(inputs: readonly string[], sets: readonly string[]): readonly VariantPlan[] {
  if (sets.length === 0) {
    throw new UsageError(
      'expected something to compare: --vary path=v1,v2, --set path=value, or several scenarios',
    );
  }
  const paths = sets.map((set) => set.split('=')[0]!);
  const labels = shortLabels(paths);
  const name = sets.map((set, i) => labels[i]! + set.slice(paths[i]!.length)).join(' ');
  return [
    { name: 'as it stands', inputs, sets: [] },
    { name, inputs, sets },
  ];
}

/** Every JSON file is a scenario of its own, together with the manifests named beside it. */
export function scenariosAmong(inputs: readonly string[]): readonly (readonly string[])[] {
  const scenarios = inputs.filter((input) => /\.jsonc?$/i.test(input));
  if (scenarios.length < 2) return [inputs];
  const manifests = inputs.filter((input) => !scenarios.includes(input));
  return scenarios.map((scenario) => [scenario].concat(manifests));
}

/** The files' names without their endings, or whole where those are alike. */
function uniqueNames(files: readonly (readonly string[])[]): readonly string[] {
  const paths = files.map(([first = '']) => first);
  const names = paths.map((path) => basename(path).replace(/\.[^.]+$/, ''));
  return new Set(names).size === names.length ? names : paths;
}

function readAxis(text: string): Axis {
  const [, path = '', list = ''] = /^((?:[^="]|"[^"]*")+)=(.*)$/s.exec(text) ?? [];
  const values = splitValues(list).flatMap((value) => rangeOf(value, text));
  if (path === '' || values.some((value) => value === '')) {
    throw new UsageError(`--vary: expected path=value,value,… (got "${text}")`);
  }
  if (new Set(values).size < values.length) {
    throw new UsageError(`--vary: expected each value once (got "${text}")`);
  }
  return { path: path.trim(), values };
}

const RANGE = /^(-?\d+(?:\.\d+)?)([a-zµ%]*)\.\.(-?\d+(?:\.\d+)?)([a-zµ%]*)(?:\/(\d+(?:\.\d+)?)([a-zµ%]*))?$/;

/** `0..6/2` is 0, 2, 4, 6; `100ms..300ms/50ms` goes up likewise; without a step it goes by 1. All with one unit. */
function rangeOf(value: string, typed: string): string[] {
  const found = RANGE.exec(value);
  if (found === null) return [value];
  const [, from = '', unit = '', to = '', lastUnit = '', step = '1', stepUnit = unit] = found;
  const count = Math.floor((Number(to) - Number(from)) / Number(step) + 1e-9) + 1;
  if (lastUnit !== unit || stepUnit !== unit || !(count >= 1 && count <= MOST_VARIANTS)) {
    throw new UsageError(`--vary: expected a range such as 0..6/2 or 100ms..300ms/50ms (got "${typed}")`);
  }
  return Array.from({ length: count }, (_, i) => {
    const number = Number(from) + i * Number(step);
    return `${Number(number.toFixed(9))}${unit}`;
  });
}

/** At the commas outside of brackets, braces and quotes: a value may be any JSON. */
function splitValues(list: string): string[] {
  const values = [''];
  let depth = 0;
  for (const [part] of list.matchAll(/"(?:[^"\\]|\\.)*"|[^]/g)) {
    if (part === '{' || part === '[') depth++;
    if (part === '}' || part === ']') depth--;
    if (part === ',' && depth === 0) values.push('');
    else values[values.length - 1] += part;
  }
  return values.map((value) => value.trim());
}

/** [combinations][axes] Values; one empty combination without axes. */
function combinations(axes: readonly Axis[]): readonly (readonly string[])[] {
  return axes.reduce<readonly (readonly string[])[]>(
    (made, { values }) => made.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );
}

/** Last words of a path that say little by themselves. */
const VAGUE: ReadonlySet<string> = new Set([
  'seconds',
  'mean',
  'median',
  'p99',
  'rate',
  'name',
  'min',
  'max',
]);

/** As many last words of each path as tell it from the others and say something. */
function shortLabels(paths: readonly string[]): readonly string[] {
  const words = paths.map((path) => path.split('.'));
  const label = (i: number, count: number): string => words[i]!.slice(-count).join('.');
  return paths.map((_, i) => {
    const all = words[i]!.length;
    let count = VAGUE.has(words[i]!.at(-1)!) ? 2 : 1;
    const isShared = (): boolean => paths.some((__, j) => j !== i && label(j, count) === label(i, count));
    while (count < all && isShared()) count++;
    return label(i, count);
  });
}
