/**
 * The command that gives the same bytes again. The result does not know which file its scenario came from (that is
 * the caller's), so the command names the file a reader would save the embedded scenario in.
 */
import type { Result } from '../experiment/result.ts';

/** Quotes a word for a POSIX shell, if it needs quoting. */
export function shellQuote(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** All replications; or one of them alone. */
export function reproduceCommand(result: Result, replication?: number): string {
  const count = result.variants[0]?.replications.length ?? result.scenario.replications;
  const which = replication === undefined ? `--replications ${count}` : `--replication ${replication}`;
  return `npx simulate scenario.json --seed ${shellQuote(result.seed)} ${which}`;
}
