/** Several variants side by side: one row per figure, one column per variant. Empty when there is only one. */
import type { Result } from '../../experiment/result.ts';
import { NOTHING } from '../format.ts';
import { outcomeRows } from '../rows.ts';
import { tableHtml } from './table.ts';

export function variantsHtml(result: Result): string {
  if (result.variants.length < 2) return '';
  const byVariant = result.variants.map(
    (variant) => new Map(outcomeRows(variant).map((row) => [row.label, row])),
  );
  const labels = [...new Set(byVariant.flatMap((rows) => [...rows.keys()]))];
  const rows = labels.map((label) =>
    [label].concat(
      byVariant.map((own) => {
        const row = own.get(label);
        if (row === undefined) return '';
        return row.interval === '' || row.interval === NOTHING ? row.value : `${row.value} (${row.interval})`;
      }),
    ),
  );
  const columns = [
    { title: 'Figure' },
    ...result.variants.map(({ name }) => ({ title: name, align: 'right' as const })),
  ];
  return `<section aria-labelledby="variants"><h2 id="variants">Variants side by side</h2>
${tableHtml({ caption: 'Outcomes of every variant with 95 % confidence intervals', columns, rows })}</section>`;
}
