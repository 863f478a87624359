/** The command that simulates one replication again, alone: for the message on one that could not be finished. */
import { shellQuote } from '../report/reproduce.ts';
import type { LoadedScenario } from '../scenario/load.ts';

/**
 * The command as typed, with the seed and the replication put at its end: of an option given twice the last one counts.
 * A replication that was added to those of the scenario is no longer one too many.
 */
export function replayCommand(
  words: readonly string[],
  { seed, replications }: Pick<LoadedScenario, 'seed' | 'replications'>,
  replication: number,
): string {
  const asked = words.filter((word) => word !== '--resume');
  const added = replication < replications ? [] : ['--replications', String(replication + 1)];
  return ['simulate', ...asked, ...added, '--seed', seed, '--replication', String(replication)]
    .map(shellQuote)
    .join(' ');
}
