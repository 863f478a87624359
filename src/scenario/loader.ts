/**
 * The only file of this layer that touches the file system: paths in, documents out. Everything that can be wrong
 * with a file as a file (missing, a directory, too large, not text) is reported here.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { SourcePosition } from '../base/errors.ts';
import { addIssue } from './problems.ts';
import type { Problems } from './problems.ts';
import { didYouMean } from './suggest.ts';
import { parseJsonText } from './text/json-text.ts';
import { MAX_BYTES } from './text/source.ts';
import type { SourceDocument } from './text/source.ts';
import { parseYamlText } from './text/yaml-text.ts';

/** Name of standard input among the inputs, and in positions. */
export const STDIN = '-';

/** Who named the file: a place in another file, or `null` for the command line. */
export type Mention = { readonly position: SourcePosition | null; readonly path: string };

/** Reads one file; `null` after reporting why it cannot be read. */
export function readText(file: string, mention: Mention, problems: Problems): string | null {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return refuse(`expected a file, but ${file} is a directory`);
    if (!stats.isFile() && !stats.isFIFO()) return refuse(`expected a file, but ${file} is a device`);
    if (stats.size > MAX_BYTES)
      return refuse(`expected at most 20 MB, but ${file} has ${megabytes(stats.size)} MB`);
    return decode(readFileSync(file));
  } catch (error) {
    return refuse(`expected a readable file, but ${file} ${whyUnreadable(error)}`, similarFile(file));
  }

  function decode(bytes: Uint8Array): string | null {
    if (bytes.length > MAX_BYTES)
      return refuse(`expected at most 20 MB, but ${file} has ${megabytes(bytes.length)} MB`);
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return text;
    } catch {
      // Falls through: neither is text.
    }
    return refuse(`expected UTF-8 text, but ${file} is binary or in another encoding`);
  }

  function refuse(expected: string, hint: string | null = null): null {
    addIssue(problems, { ...mention, expected, hint });
    return null;
  }
}

/** Parses text by the file's name, or by its first character where the name does not tell. */
export function parseDocuments(file: string, text: string, problems: Problems): SourceDocument[] {
  const clean = text.replace(/^\uFEFF/, '');
  if (clean.trim() === '') {
    const expected = 'expected a scenario or Kubernetes objects, but the file is empty';
    addIssue(problems, { position: { file, line: 1, column: 1 }, expected });
    return [];
  }
  const isJson = /\.jsonc?$/i.test(file) || (!/\.ya?ml$/i.test(file) && /^\s*(?:[{[]|\/[/*])/.test(clean));
  if (!isJson) return parseYamlText(file, clean, problems);
  const document = parseJsonText(file, clean, problems);
  return document === null ? [] : [document];
}

/** `file` as seen from the file that names it; relative to the working directory when that is standard input. */
export function relativeTo(namedBy: string, file: string): string {
  if (namedBy === STDIN || file.startsWith('/')) return file;
  const folder = dirname(namedBy);
  return folder === '.' ? file : `${folder}/${file}`.replaceAll('/./', '/');
}

/** `rolling-restart` for `scenarios/rolling-restart.yaml`. */
export function stem(file: string): string {
  return file === STDIN ? 'standard input' : basename(file).replace(/\.[^.]+$/, '');
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

/** `does not exist`, `may not be read by this user` … */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  return `cannot be read (${code})`;
}

function similarFile(file: string): string | null {
  try {
    return didYouMean(basename(file), readdirSync(dirname(resolve(file))));
  } catch {
    return null;
  }
}
