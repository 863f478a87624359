/**
 * Replaces every `{ "trace": { "file": … } }` by the times or counts in that file, so that a scenario (and the result
 * that repeats it) is complete in itself. Rows are those of a CSV file; a first row without a time is its heading.
 */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import { readText, relativeTo } from './loader.ts';
import type { Problems } from './problems.ts';
import { addIssue, shorten } from './problems.ts';
import type { Path } from './text/path.ts';
import { formatPath, isRecord } from './text/path.ts';
import { parseDuration } from './values/duration.ts';
import { parseTimeStamp } from './values/time-stamp.ts';

/** Mistakes shown per file: the rest is alike. */
const MAX_REPORTED = 5;
/** Intervals without a row that are filled with 0 at most. */
const MAX_INTERVALS = 100_000;
const TIME_WORDS =
  'expected a row that begins with a time: seconds, a duration such as 250ms, or a date such as 2024-05-01 12:00:00';
const COUNT_WORDS = 'expected a row that ends with a number of requests';

export function readTraceFiles(scenario: View, problems: Problems): void {
  for (const key of ['traffic', 'events']) {
    const list = read(scenario, [key]);
    (Array.isArray(list) ? list : []).forEach((_, i) => {
      readTrace(scenario, [key, i, 'arrivals', 'trace'], problems);
    });
  }
}

function readTrace(scenario: View, path: Path, problems: Problems): void {
  const trace = read(scenario, path);
  if (!isRecord(trace) || typeof trace['file'] !== 'string' || 'times' in trace || 'counts' in trace) return;
  const interval = trace['interval'];
  const intervalMs = typeof interval === 'string' ? parseDuration(interval) : null;
  // The schema will say what is wrong with it.
  if (interval !== undefined && (intervalMs === null || intervalMs === 0)) return;
  const rows = readRows(scenario, [...path, 'file'], trace['file'], problems);
  delete trace['file'];
  if (intervalMs === null) trace['times'] = timesOf(rows);
  else trace['counts'] = countsOf(rows, intervalMs);
}

interface Row {
  readonly timeMs: number;
  /** The last field. */
  readonly count: number;
}

/** After a mistake, which is reported, one harmless row, so that it is reported once. */
function readRows(scenario: View, path: Path, name: string, problems: Problems): readonly Row[] {
  const { document } = scenario.draft;
  const harmless = [{ timeMs: 0, count: 1 }];
  const file = relativeTo(document?.file ?? '-', name);
  const mention = { position: document?.locate(path) ?? null, path: formatPath(path) };
  const text = readText(file, mention, problems);
  if (text === null) return harmless;
  const wantsCounts = read(scenario, [...path.slice(0, -1), 'interval']) !== undefined;
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, text: line.replace(/#.*/, '').trim() }));
  const rows = lines.filter((each) => each.text !== '').map((each) => ({ ...each, ...rowOf(each.text) }));
  const [first] = rows;
  if (first !== undefined && Number.isNaN(first.timeMs)) rows.shift();
  const isWrong = ({ timeMs, count }: Row) => Number.isNaN(timeMs) || (wantsCounts && !(count >= 0));
  const wrong = rows.filter(isWrong);
  for (const row of wrong.slice(0, MAX_REPORTED)) {
    addIssue(problems, {
      position: { file, line: row.line, column: 1 },
      expected: Number.isNaN(row.timeMs) ? TIME_WORDS : COUNT_WORDS,
      received: shorten(row.text),
    });
  }
  if (rows.length === 0) {
    complain(scenario, { path, expected: 'expected a file with rows, but it has none' }, problems);
  }
  return rows.length === 0 || wrong.length > 0 ? harmless : rows;
}

function rowOf(text: string): Row {
  const fields = text.split(/[,;\t]/).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
  const last = fields.at(-1)!;
  return {
    timeMs: parseTimeStamp(fields[0]!) ?? NaN,
    count: fields.length > 1 && last !== '' ? Number(last) : NaN,
  };
}

/** From the first request on, to a microsecond: a date cannot say more. */
function timesOf(rows: readonly Row[]): string[] {
  const times = rows.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b);
  return times.map((timeMs) => `${Number((timeMs - times[0]!).toFixed(3))}ms`);
}

/** By interval, from the earliest row's on; intervals without a row have none. */
function countsOf(rows: readonly Row[], intervalMs: number): number[] {
  const firstMs = rows.reduce((least, { timeMs }) => Math.min(least, timeMs), Infinity);
  const counts: number[] = [];
  for (const { timeMs, count } of rows) {
    const interval = Math.min(Math.round((timeMs - firstMs) / intervalMs), MAX_INTERVALS - 1);
    while (counts.length <= interval) counts.push(0);
    counts[interval]! += count;
  }
  return counts;
}
