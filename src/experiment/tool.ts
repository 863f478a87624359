/** Name and version of this program, as its package.json has them: they stand in every result. */
import { readFileSync } from 'node:fs';

export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** Reads package.json, two levels above src/experiment, dist/lib and dist/bin. */
export function thisTool(): Tool {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { name, version } = JSON.parse(text) as Tool;
  return { name, version };
}
