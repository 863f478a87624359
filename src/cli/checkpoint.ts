/** The checkpoint of a run in its directory: what of an earlier run is taken up, and what the user is told of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../base/errors.ts';
import { Checkpoint } from '../experiment/checkpoint.ts';
import type { CheckpointKey } from '../experiment/checkpoint.ts';
import { readResult } from '../experiment/read-result.ts';
import { scenarioHash } from '../experiment/result-text.ts';
import type { ScenarioEcho } from '../experiment/result.ts';
import { DIRECTORY_OF_CHECKPOINT } from './output.ts';
import type { Terminal } from './terminal.ts';

/**
 * Opens the checkpoint of `directory`; what is there from an earlier run counts only with `resume`.
 *
 * @throws UsageError where there is nothing but replications of other settings
 */
export function openCheckpoint(
  directory: string,
  key: CheckpointKey,
  resume: boolean,
  terminal: Pick<Terminal, 'err'>,
): Checkpoint {
  const checkpoint = new Checkpoint(join(directory, DIRECTORY_OF_CHECKPOINT), key);
  if (resume) return resumed(checkpoint, directory, terminal);
  if (checkpoint.size > 0) {
    const found = count(checkpoint.size);
    terminal.err(`note: ${found} of an earlier run discarded; with --resume they would have counted\n`);
  }
  checkpoint.remove();
  return checkpoint;
}

/**
 * Where there is nothing to go on from, `--resume` must not write over the result of something else.
 *
 * @throws UsageError where `directory` holds one
 */
export async function refuseOtherResult(
  directory: string,
  { seed, scenario }: { readonly seed: string; readonly scenario: ScenarioEcho },
): Promise<void> {
  const path = join(directory, 'result.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return;
  const stored = readResult(text, path);
  const isSameSeed = stored.seed === seed;
  if (isSameSeed && stored.scenarioHash === scenarioHash(scenario)) return;
  const other = isSameSeed ? 'another scenario' : `another seed, ${JSON.stringify(stored.seed)}`;
  throw new UsageError(
    `--resume: ${path} is the result of ${other}; expected the same, or no --resume to write over it`,
  );
}

/**
 * As {@link refuseOtherResult}, for what a search has found.
 *
 * @param search - the key of its settings, see finished.ts
 */
export async function refuseOtherSearch(
  directory: string,
  { seed, search }: { readonly seed: string; readonly search: string },
): Promise<void> {
  const path = join(directory, 'tune.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null || text.includes(`\n  "search": ${JSON.stringify(search)},\n`)) return;
  const isSameSeed = text.includes(`\n  "seed": ${JSON.stringify(seed)},\n`);
  const other = isSameSeed ? 'with other settings or limits' : 'with another seed';
  throw new UsageError(
    `--resume: ${path} is what a search ${other} has found; expected the same, or no --resume to write over it`,
  );
}

function resumed(checkpoint: Checkpoint, directory: string, terminal: Pick<Terminal, 'err'>): Checkpoint {
  const { size, foreign, damaged } = checkpoint;
  if (size === 0 && foreign > 0 && damaged.length === 0) {
    throw new UsageError(
      `--resume: ${directory} holds ${count(foreign)}, none of them of this scenario with these settings, ` +
        'this seed and this version of simulate; expected the same, or no --resume to begin anew',
    );
  }
  for (const name of damaged) {
    const file = join(checkpoint.directory, name);
    terminal.err(`warning: ${file} is damaged; its replication is simulated again\n`);
  }
  const found = size === 0 ? 'no finished replication' : count(size);
  terminal.err(`note: resuming with ${found} from ${directory}\n`);
  return checkpoint;
}

/** What is said of a run that was cut short, or that left something undecided. */
export function keptLine({ size }: Pick<Checkpoint, 'size'>, isUndecided = false): string {
  if (size === 0) return '';
  const how = isUndecided ? '--resume with more of them (--max-replications)' : '--resume';
  return `${count(size)} kept; ${how} goes on from there\n`;
}

function count(replications: number): string {
  return replications === 1 ? '1 finished replication' : `${replications} finished replications`;
}
