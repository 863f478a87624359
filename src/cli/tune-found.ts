/** What `simulate tune` has found: its file, the patches beside it, and the words for it. */
import type { TuneResult } from '../experiment/tune.ts';
import type { ObjectPatch } from '../scenario/patch.ts';
import { ExitCode } from './exit-codes.ts';
import { listFiles, writeFiles } from './output.ts';
import type { Terminal } from './terminal.ts';

/** The content of tune.json. */
export interface Found extends TuneResult {
  readonly title: string;
  readonly seed: string;
  /** Key of what the figures depend on. */
  readonly search: string;
  /** Of the chosen one, `path=value`. */
  readonly settings: readonly string[] | null;
  readonly patches: readonly ObjectPatch[];
}

function foundText(found: Found): string {
  return `${JSON.stringify(found, null, 2)}\n`;
}

export async function writeFound(
  found: Found,
  out: string | undefined,
  heard: Pick<Terminal, 'err'>,
): Promise<void> {
  if (out === undefined) return;
  const patches = found.patches.map(({ object, yaml }) => ({
    path: `${object.replace('/', '-')}.patch.yaml`,
    content: yaml,
  }));
  const written = await writeFiles(out, [{ path: 'tune.json', content: foundText(found) }, ...patches]);
  heard.err(`${listFiles(out, written).join('\n')}\n`);
}

interface TellArguments {
  readonly json?: boolean | undefined;
  readonly objective?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** On stdout; returns the exit code. */
export async function tell(
  found: Found,
  args: TellArguments,
  terminal: Pick<Terminal, 'out'>,
): Promise<ExitCode> {
  if (args.json === true) terminal.out(foundText(found));
  else {
    const { tuneText } = await import('../report/tune-text.ts');
    const { title, patches } = found;
    const settings = settingsToTell(found.settings ?? [], args.set ?? []);
    terminal.out(tuneText(found, { title, objective: args.objective ?? null, patches, settings }));
  }
  if (found.chosen !== null) return ExitCode.ok;
  const isOpen = found.contestants.some(({ standing }) => standing === 'undecided');
  return isOpen ? ExitCode.undecided : ExitCode.thresholdFailed;
}

/** Those that were searched for, where no patch of an object says them; what the user had set is known. */
function settingsToTell(settings: readonly string[], set: readonly string[]): string[] {
  return settings.slice(set.length).filter((setting) => !/^[A-Za-z]+\//.test(setting));
}
