/** series.csv: one row per interval, for spreadsheets and notebooks. Quoting as in RFC 4180, lines end in CRLF. */
import { CAUSES, POD_PHASES } from '../model/outcomes.ts';
import type { Series } from '../experiment/result.ts';

type Cell = string | number | null | undefined;

/** One field, quoted if it must be; nothing for `null`. */
export function csvField(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface Column {
  readonly name: string;
  readonly values: readonly Cell[];
}

function columnsOf(series: Series): Column[] {
  const occurred = CAUSES.filter((cause) => series.causes[cause] !== undefined);
  return [
    { name: 'time_ms', values: series.timeMs },
    { name: 'requests', values: series.requests },
    { name: 'errors', values: series.errors },
    ...occurred.map((cause) => ({ name: cause, values: series.causes[cause] ?? [] })),
    { name: 'p50_ms', values: series.p50Ms },
    { name: 'p90_ms', values: series.p90Ms },
    { name: 'p99_ms', values: series.p99Ms },
    { name: 'ready_endpoints', values: series.readyEndpoints },
    { name: 'pods', values: series.pods },
    ...POD_PHASES.map((phase) => ({ name: `pods_${phase}`, values: series.podsByPhase[phase] })),
  ];
}

/** The whole file; counts are means per replication. */
export function renderCsv(series: Series): string {
  const columns = columnsOf(series);
  const header = columns.map((column) => csvField(column.name)).join(',');
  const rows = series.timeMs.map((_, i) => columns.map((column) => csvField(column.values[i])).join(','));
  return [header, ...rows, ''].join('\r\n');
}
