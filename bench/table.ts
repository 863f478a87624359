/** Results as lines of text. */
import type { Comparison } from './compare.ts';
import type { GoalResult } from './goals.ts';
import type { BenchmarkResult } from './results.ts';
import { centre } from './statistics.ts';
import type { Ratio } from './statistics.ts';

/** A number in three digits, without exponent; all of those before the point, four behind it at most. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (rounded >= 1000) return Math.round(value).toLocaleString('en-US');
  const magnitude = Math.floor(Math.log10(Math.max(rounded, 0.01)));
  return rounded.toFixed(Math.max(0, 2 - magnitude));
}

/** Half the interval; nothing where that says nothing. */
function percent({ value, low, high }: Ratio): string {
  if (low === null || high === null) return '';
  const share = (50 * (high - low)) / value;
  return share < 100 ? `± ${share.toFixed(1)} %` : '> 100 %';
}

function interval({ low, high }: Ratio): string {
  return low === null || high === null ? '' : `${short(low)}–${short(high)}`;
}

/** Columns as wide as their widest cell: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
    return cells.join('  ').trimEnd();
  });
}

const HEADER = ['benchmark', 'ns', 'per', '95 %', 'M/s', 'M events/s', 'bytes', 'work'];

/** The one table of a run: benchmarks, then the ratios among them. */
export function resultTable(benchmarks: readonly BenchmarkResult[], goals: readonly GoalResult[]): string[] {
  const rows = benchmarks.map((result) => {
    const time = centre(result.nsPerOperation);
    const perSecond = 1000 / time.value;
    const events = result.eventsPerOperation;
    return [
      result.name,
      short(time.value),
      result.unit,
      percent(time),
      short(perSecond),
      events === undefined ? '' : short(events * perSecond),
      result.bytesPerOperation === null ? '' : short(result.bytesPerOperation),
      result.hash,
    ];
  });
  const ratios = goals.map((goal) => {
    const sign = { met: '✓', missed: '✗', undecided: '?' };
    const verdict = goal.verdict === null ? '' : sign[goal.verdict];
    return [goal.name, `${short(goal.value)} ×`, '', interval(goal), goal.goal ?? '', verdict, '', ''];
  });
  const heading = ['', '', '', '', '', '', '', ''];
  const middle =
    ratios.length === 0 ? [] : [heading, ['ratio, round by round', '', '', '95 %', 'goal', 'met', '', '']];
  return aligned([HEADER, ...rows, ...middle, ...ratios]);
}

/** Times now / times then. */
export function comparisonTable(rows: readonly Comparison[]): string[] {
  const cells = rows.map(({ name, ratio, verdict }) => [
    name,
    ratio === null ? '' : `${short(ratio.value)} ×`,
    ratio === null ? '' : interval(ratio),
    verdict,
  ]);
  return aligned([['time now / then', 'ratio', '95 %', ''], ...cells]);
}
