/** What a search for settings found, for a terminal of 80 columns: the answer, how sure it is, and how each one did. */
import type { Contestant, Standing, TuneResult } from '../experiment/tune.ts';
import { metricValue } from './comparison/rows.ts';
import { formatShare } from './format.ts';
import { wrap } from './wrap.ts';

const WIDTH = 80;

export interface TuneWords {
  readonly title: string;
  /** Metric that the settings were compared by; `null`: the first that keeps the limits. */
  readonly objective: string | null;
  /** Patches of Kubernetes objects, YAML, and settings that no object has. */
  readonly patches: readonly {
    readonly object: string;
    readonly namespace?: string;
    readonly yaml: string;
  }[];
  readonly settings: readonly string[];
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  chosen: 'chosen',
  'kept out': 'not confirmed',
  fails: 'fails',
  undecided: 'undecided',
  worse: 'worse',
  'not observed': 'not observed',
  'not needed': '',
};

export function tuneText(result: TuneResult, words: TuneWords): string {
  const lines = [
    words.title,
    '',
    ...answerLines(result, words),
    '',
    ...table(result.contestants, words.objective),
    ...(result.chosen === null ? [] : changeLines(words)),
  ];
  return `${lines.join('\n')}\n`;
}

function answerLines(result: TuneResult, { objective }: TuneWords): string[] {
  const { chosen, contestants, confirmedBy, lossyRunsAtMost, unconfirmed, alike } = result;
  if (chosen === null) {
    const undecided = contestants.filter(({ standing }) => standing === 'undecided').length;
    const more =
      undecided > 0 ? ` ${undecided} of them may: more replications would tell (--max-replications).` : '';
    const unseen = contestants.filter(({ standing }) => standing === 'not observed').length;
    const missing = unseen > 0 ? ` Of ${unseen} of them there is no ${objective}, or not of every run.` : '';
    return wrap(
      `None of the ${contestants.length} settings is sure to keep the limits.${more}${missing}`,
      WIDTH,
    );
  }
  const { name, limits } = contestants[chosen]!;
  const keeping = limits.length > 0 ? ' that keep the limits' : '';
  const first =
    objective === null
      ? 'the first of the settings that keeps the limits'
      : `the best ${objective} of the settings${keeping}`;
  const sentences = [
    `${name}: ${first}.`,
    ...(limits.length > 0
      ? [
          `In ${confirmedBy} fresh runs, which took no part in the choice, it kept every limit: the whole 95 % interval of each figure lies within its limit.`,
        ]
      : []),
    ...(lossyRunsAtMost === null
      ? []
      : [
          `No request failed in any of them: at 95 % confidence, fewer than ${formatShare(lossyRunsAtMost)} of such runs lose any.`,
        ]),
    ...(alike.length > 0 ? [`Not told apart from it by ${objective}: ${alike.join('; ')}.`] : []),
    ...(unconfirmed.length > 0
      ? [
          `Won before, but was not confirmed: ${unconfirmed.join('; ')}. Each attempt has a chance of its own to be wrong.`,
        ]
      : []),
  ];
  return wrap(sentences.join(' '), WIDTH);
}

function table(contestants: readonly Contestant[], objective: string | null): string[] {
  const rows = contestants.map((each) => [
    each.name,
    String(each.replications),
    ...(objective === null ? [] : [metricValue(objective, each.objective)]),
    STANDINGS[each.standing],
    limitText(each),
  ]);
  const head = ['setting', 'runs', ...(objective === null ? [] : [objective]), '', ''];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.min(34, Math.max(...all.map((row) => row[column]!.length))));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === 1 || (objective !== null && column === 2)
          ? cell.padStart(widths[column]!)
          : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd()
      .slice(0, WIDTH),
  );
}

function limitText({ standing, limits }: Contestant): string {
  if (standing !== 'fails' && standing !== 'undecided') return '';
  const wanted = standing === 'fails' ? 'fail' : 'undecided';
  const [first, ...more] = limits.filter(({ verdict }) => verdict === wanted);
  if (first === undefined) return '';
  return more.length === 0 ? first.expression : `${first.expression}, …`;
}

function changeLines({ patches, settings }: TuneWords): string[] {
  const texts = patches.flatMap(({ object, namespace, yaml }) => [
    '',
    `# kubectl ${namespace === undefined ? '' : `-n ${namespace} `}patch ${object.replace('/', ' ')} --patch-file FILE`,
    yaml.trimEnd(),
  ]);
  const others = settings.map((setting) => `--set ${setting}`);
  if (patches.length === 0 && others.length === 0) return ['', 'It is the scenario as it stands.'];
  return [...texts, ...(others.length > 0 ? ['', '# in no Kubernetes object:', ...others] : [])];
}
