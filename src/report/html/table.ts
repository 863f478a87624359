/** Tables for the page, with headers that screen readers can follow. Cells are text; numbers are set to the right. */
import { escapeHtml } from './escape.ts';

interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Cells of this column are prose: they break, and have room to. */
  readonly wide?: boolean;
  /** Cells of this column may break on a narrow page; others stay on one line. */
  readonly breaks?: boolean;
}

export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly string[])[];
  readonly id?: string;
}

function classes(column: Column | undefined): string {
  if (column === undefined) return '';
  const { align, wide = false, breaks = false } = column;
  const names = [align === 'right' ? 'num' : '', wide ? 'wide' : '', breaks ? 'breaks' : ''].filter(Boolean);
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}

function rowHtml(cells: readonly string[], columns: readonly Column[]): string {
  const html = cells.map((cell, i) => {
    const attributes = classes(columns[i]);
    return i === 0
      ? `<th scope="row"${attributes}>${escapeHtml(cell)}</th>`
      : `<td${attributes}>${escapeHtml(cell)}</td>`;
  });
  return `<tr>${html.join('')}</tr>`;
}

export function tableHtml({ caption, columns, rows, id }: TableOptions): string {
  const head = columns
    .map((column) => `<th scope="col"${classes(column)}>${escapeHtml(column.title)}</th>`)
    .join('');
  const body = rows.map((row) => rowHtml(row, columns)).join('\n');
  const label = escapeHtml(caption);
  return `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table${id === undefined ? '' : ` id="${id}"`}>
<caption class="unseen">${label}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>`;
}
