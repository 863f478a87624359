/**
 * The command that gives the same figures again. The result does not know which file its scenario came from (that is
 * the caller's), so the command names the file a reader would save the embedded scenario in.
 */
import type { Result } from '../experiment/result.ts';

/** Quotes a word for a POSIX shell, if it needs quoting. */
export function shellQuote(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** One replication of a result alone; without `replication`, what the result holds: all of them, or the one it has. */
export function reproduceCommand(result: Result, replication?: number): string {
  const indexes = result.variants[0]?.replications.map(({ index }) => index) ?? [];
  const single = replication ?? (indexes.length === 1 && indexes[0] !== 0 ? indexes[0] : undefined);
  const count = indexes.length === 0 ? result.scenario.replications : indexes.length;
  const which = single === undefined ? `--replications ${count}` : `--replication ${single}`;
  return `npx simulate scenario.json --seed ${shellQuote(result.seed)} ${which}`;
}
