/**
 * A run or a search that had finished: `--resume` with the same settings takes what it found from its directory and
 * simulates nothing. What makes settings the same is a key stored beside the figures, of all that they depend on.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulatorIdentity } from '../experiment/checkpoint.ts';
import { readResult } from '../experiment/read-result.ts';
import { canonicalJson } from '../experiment/result-text.ts';
import type { Result } from '../experiment/result.ts';
import type { LoadedVariant } from './experiment-run.ts';

/** What figures depend on: the program, what it simulates, and how often and until when. */
export function settingsKey(variants: readonly LoadedVariant[], settings: object): string {
  const simulated = variants.map(({ name, sets, loaded }) => {
    const { scenario, simulation, seed, replications } = loaded;
    return { name, sets, scenario, simulation, seed, replications };
  });
  const text = canonicalJson({ ...simulatorIdentity(), settings, simulated });
  return sha256(text);
}

/** `null` where the files of `directory` are not those of a whole run with these settings, as it wrote them. */
export async function finishedResult(directory: string, key: string): Promise<Result | null> {
  const path = join(directory, 'result.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  const record = await jsonIn(join(directory, 'run.json'));
  if (text === null || record?.['settings'] !== key || record['result'] !== sha256(text)) return null;
  const result = readResult(text, path);
  return result.partial ? null : result;
}

/** The content of tune.json, where it is that of a search with these settings. */
export async function finishedSearch<T>(directory: string, key: string): Promise<T | null> {
  const found = await jsonIn(join(directory, 'tune.json'));
  return found?.['search'] === key ? (found as T) : null;
}

/** What is said of it. */
export function finishedLine(path: string): string {
  return `note: it had finished with these settings; nothing is simulated, all is from ${path}\n`;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function jsonIn(path: string): Promise<Record<string, unknown> | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}
