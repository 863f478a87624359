/**
 * One run at a time writes into a directory: two would mix their finished replications and their reports. A file says
 * who is at work; what a killed run has left behind is told from a run that is going on, and taken over.
 */
import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../base/errors.ts';

const NAME = '.running';

interface Owner {
  readonly host: string;
  readonly process: number;
  /** When the process began, by the kernel's clock: numbers of processes are used again. Empty where there is no /proc. */
  readonly begun: string;
}

/**
 * Takes `directory`, which can be written into, and makes it where it is missing.
 *
 * @returns gives it back, and takes away what it made if it is still empty
 * @throws UsageError where another run has it
 */
export function lockDirectory(directory: string): () => void {
  const outermost = mkdirSync(directory, { recursive: true });
  const path = join(directory, NAME);
  take(path, directory);
  return () => {
    rmSync(path, { force: true });
    if (outermost !== undefined) removeEmpty(directory, outermost);
  };
}

function take(path: string, directory: string): void {
  const own = ownerText(process.pid);
  if (written(path, own)) return;
  const other = textOf(path);
  if (other !== null && isGone(other) && removed(path, other) && written(path, own)) return;
  throw new UsageError(
    `--out: another run is writing into ${directory}; expected that one to end, or another directory ` +
      `(delete ${path} if there is none)`,
  );
}

/** Whether what lay there was `text`. Another run may have taken it over in between, and lies there again. */
function removed(path: string, text: string): boolean {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  const isIt = textOf(aside) === text;
  if (isIt) rmSync(aside);
  else renameSync(aside, path);
  return isIt;
}

/** Whether the file is new. */
function written(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Of what another machine has written nothing can be known, nor of what nobody can read. */
function isGone(text: string): boolean {
  const owner = ownerIn(text);
  return owner !== null && owner.host === hostname() && ownerText(owner.process) !== text;
}

function ownerIn(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.process) ? owner : null;
  } catch {
    return null;
  }
}

/** What a lock of this process says; of one that has ended something else. */
function ownerText(pid: number): string {
  const owner: Owner = { host: hostname(), process: isAlive(pid) ? pid : -1, begun: beginningOf(pid) };
  return JSON.stringify(owner);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function beginningOf(pid: number): string {
  const status = textOf(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may hold spaces; the time is the 20th word after it.
  return status?.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function removeEmpty(directory: string, outermost: string): void {
  for (let path = directory; path.length >= outermost.length; path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch {
      return;
    }
  }
}
