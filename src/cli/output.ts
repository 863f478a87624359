/**
 * Files on disk: checked before the work begins, written after all of it has succeeded, and each whole or not at all
 * (a temporary file, then a rename). What is in them is not known here.
 */
import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join, relative, sep } from 'node:path';
import { UsageError } from '../base/errors.ts';

/** Below the output directory, until everything is written and decided; see cli/checkpoint.ts. */
export const DIRECTORY_OF_CHECKPOINT = '.checkpoint';

export interface OutputFile {
  /** Relative to the output directory, with `/`. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/**
 * Makes sure that files can be written into `directory`, by writing one, and leaves everything as it was.
 *
 * @throws UsageError
 */
export async function checkOutputDirectory(directory: string): Promise<void> {
  const there = await stat(directory).catch(() => null);
  if (there !== null && !there.isDirectory()) {
    throw new UsageError(`--out: ${directory} is a file; expected a directory`);
  }
  await orUsageError(directory, async () => {
    const made = await makeDirectory(directory);
    try {
      const probe = join(directory, temporaryName('probe'));
      await writeFile(probe, '');
      await rm(probe);
    } finally {
      for (const path of made.toReversed()) await rmdir(path);
    }
  });
}

/**
 * Makes `path` and what is missing above it, and returns what it made, outermost first. Not mkdir's own recursion: in
 * directories that refuse with ENOENT, such as /proc, it never ends.
 */
async function makeDirectory(path: string): Promise<string[]> {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST') return [];
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    const made = await makeDirectory(dirname(path));
    await mkdir(path);
    return [...made, path];
  }
}

/**
 * Writes all files. They are written under other names first, and renamed when all of them are complete.
 *
 * @returns their paths, in the order given
 * @throws UsageError where the disk refuses
 */
export async function writeFiles(directory: string, files: readonly OutputFile[]): Promise<string[]> {
  const moves = files.map(({ path, content }) => {
    const target = join(directory, path);
    return { target, temporary: join(dirname(target), temporaryName(path)), content };
  });
  await orUsageError(directory, async () => {
    try {
      for (const { temporary, content } of moves) {
        await makeDirectory(dirname(temporary));
        await writeFile(temporary, content);
      }
      for (const { temporary, target } of moves) await rename(temporary, target);
    } catch (error) {
      await Promise.all(moves.map(({ temporary }) => rm(temporary).catch(() => undefined)));
      throw error;
    }
  });
  return moves.map(({ target }) => target);
}

/**
 * The files written, as a user wants to read them: those in `directory` itself, and one line for each folder below.
 */
export function listFiles(directory: string, written: readonly string[]): string[] {
  const folders = new Map<string, number>();
  const files: string[] = [];
  for (const path of written) {
    const [first = '', ...below] = relative(directory, path).split(sep);
    if (below.length === 0) files.push(path);
    else folders.set(first, (folders.get(first) ?? 0) + 1);
  }
  const folderLines = Array.from(
    folders,
    ([name, count]) => `${join(directory, name)}${sep} (${count === 1 ? '1 file' : `${count} files`})`,
  );
  return [...files, ...folderLines];
}

/** A directory's name made of a title: `Rolling restart, 4 pods` gives `rolling-restart-4-pods`. */
export function directoryName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
  const words = plain.replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return words.slice(0, 60).replace(/-+$/, '') || 'untitled';
}

/**
 * Where reports go unless the user says so. Neither one replication alone nor a changed scenario overwrites the
 * report of the whole.
 *
 * @param sets - `path=value`, as typed
 */
export function defaultDirectory(
  title: string,
  sets: readonly string[],
  replication: number | undefined,
): string {
  const changes = sets.length === 0 ? [] : [shortName(sets.join(' '))];
  const only = replication === undefined ? [] : [`replication-${replication}`];
  return join('reports', [directoryName(title), ...changes, ...only].join('-'));
}

/** As {@link directoryName}, of at most 40 characters; what had to be cut keeps apart by a hash. */
function shortName(text: string): string {
  const name = directoryName(text);
  if (name.length <= 40) return name;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return `${name.slice(0, 33).replace(/-+$/, '')}-${hash}`;
}

// The process id keeps two runs into one directory apart.
function temporaryName(path: string): string {
  return `.${path.replaceAll('/', '-')}.${process.pid}.tmp`;
}

async function orUsageError(directory: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write into ${directory}: ${reason}`);
  }
}
