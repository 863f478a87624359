/** The loss ledger summed over replications: rows that agree in source, cause, kind, pod and phase become one. */
import { present } from '../base/assert.ts';
import { CAUSES, ERROR_KINDS } from '../model/outcomes.ts';
import type { LossOutput } from '../model/output.ts';
import type { LossEntry } from './result.ts';

export class LossLedger {
  private readonly sources: readonly string[];
  private readonly rows = new Map<string, { readonly loss: LossOutput; count: number }>();

  /** @param sources - names of the traffic sources, by index. */
  constructor(sources: readonly string[]) {
    this.sources = sources;
  }

  add(losses: readonly LossOutput[]): void {
    for (const loss of losses) {
      const key = JSON.stringify([loss.source, loss.cause, loss.kind, loss.phase, loss.pod]);
      const row = this.rows.get(key);
      if (row === undefined) this.rows.set(key, { loss, count: loss.count });
      else row.count += loss.count;
    }
  }

  /** Largest first; rows of equal count in the order of their names, so that the order is the same everywhere. */
  entries(): LossEntry[] {
    return Array.from(this.rows.values(), ({ loss, count }) => ({
      source: present(this.sources[loss.source], 'a loss names a traffic source'),
      cause: present(CAUSES[loss.cause], 'a loss has a cause'),
      kind: present(ERROR_KINDS[loss.kind], 'a loss has an error kind'),
      pod: loss.pod,
      phase: loss.phase,
      count,
    })).toSorted((a, b) => b.count - a.count || compareText(rowName(a), rowName(b)));
  }
}

function rowName(entry: LossEntry): string {
  return [entry.source, entry.cause, entry.kind, entry.phase, entry.pod ?? ''].join('\n');
}

// Not localeCompare: its order depends on the machine's language.
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
