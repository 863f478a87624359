/** What tests of the command line share: a folder for each test, files in it, and the program with all that it says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { runProgram } from '../cli/program.ts';

/** Two pods, and users of them; short. */
export const TWO_PODS = {
  version: 1,
  title: 'Two pods',
  duration: '20s',
  warmup: '5s',
  replications: 3,
  seed: '007',
  resources: [
    {
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{}] } },
      },
    },
    { kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
  ],
  traffic: [{ name: 'users', to: 'web', arrivals: { poisson: { rate: '50/s' } } }],
};

interface Heard {
  code: number;
  out: string;
  err: string;
}

interface Circumstances {
  readonly stdin?: string;
  /** Interrupted before it began. */
  readonly aborted?: boolean;
}

/** The program in this process, on a terminal of 80 columns that is none. */
export async function hear(
  words: readonly string[],
  { stdin = '', aborted = false }: Circumstances = {},
): Promise<Heard> {
  const heard: Heard = { code: -1, out: '', err: '' };
  heard.code = await runProgram({
    terminal: {
      out: (text) => (heard.out += text),
      err: (text) => (heard.err += text),
      outColor: false,
      errColor: false,
      interactive: false,
      columns: 80,
    },
    readStdin: () => Promise.resolve(stdin),
    signal: aborted ? AbortSignal.abort() : new AbortController().signal,
    debug: false,
    words,
  });
  return heard;
}

/** An empty folder for each test of the file that calls this; its path while a test runs. */
export function testFolder(): {
  readonly path: string;
  readonly file: (name: string, value: unknown) => string;
} {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'simulate-'));
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
    /** Writes text, or what is no text as JSON. */
    file: (name, value) => {
      const written = join(path, name);
      writeFileSync(written, typeof value === 'string' ? value : JSON.stringify(value));
      return written;
    },
  };
}
