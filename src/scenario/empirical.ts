/**
 * Replaces every `{ "empirical": { "file": … } }` by the values in that file, so that a scenario (and the result that
 * repeats it) is complete in itself. The file has one duration per line; empty lines and `#` comments are skipped.
 */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import { readText, relativeTo } from './loader.ts';
import type { Problems } from './problems.ts';
import { addIssue, shorten } from './problems.ts';
import type { Path } from './text/path.ts';
import { formatPath, isRecord } from './text/path.ts';
import { DURATION_WORDS, parseDuration } from './values/duration.ts';

/** Mistakes shown per file: the rest is alike. */
const MAX_REPORTED = 5;

export function readEmpiricalFiles(scenario: View, problems: Problems): void {
  for (const key of ['cluster', 'applications', 'traffic', 'events']) visit(scenario, [key], problems);
}

function visit(scenario: View, path: Path, problems: Problems): void {
  const value = read(scenario, path);
  if (Array.isArray(value)) value.forEach((_, i) => visit(scenario, [...path, i], problems));
  if (!isRecord(value)) return;
  const empirical = value['empirical'];
  if (isRecord(empirical) && typeof empirical['file'] === 'string' && Object.keys(empirical).length === 1) {
    const values = readValues(scenario, [...path, 'empirical', 'file'], empirical['file'], problems);
    value['empirical'] = { values };
    return;
  }
  for (const key of Object.keys(value)) visit(scenario, [...path, key], problems);
}

/** The durations in the file. After a mistake, which is reported, one harmless value, so that it is reported once. */
function readValues(scenario: View, path: Path, name: string, problems: Problems): readonly string[] {
  const { document } = scenario.draft;
  const file = relativeTo(document?.file ?? '-', name);
  const position = document?.locate(path) ?? null;
  const text = readText(file, { position, path: formatPath(path) }, problems);
  if (text === null) return ['1ms'];
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, word: line.replace(/#.*/, '').trim() }));
  const values = lines.filter(({ word }) => word !== '');
  const wrong = values.filter(({ word }) => parseDuration(word) === null);
  for (const { line, word } of wrong.slice(0, MAX_REPORTED)) {
    addIssue(problems, {
      position: { file, line, column: 1 },
      expected: DURATION_WORDS,
      received: shorten(word),
    });
  }
  if (values.length === 0)
    complain(
      scenario,
      { path, expected: 'expected a file with one duration per line, but it has none' },
      problems,
    );
  return wrong.length > 0 || values.length === 0 ? ['1ms'] : values.map(({ word }) => word);
}
