/**
 * The two streams a command writes to. Results go to `out`, everything else to `err`; commands never see `process`,
 * so that tests can give them streams of their own.
 */
import { UsageError } from '../base/errors.ts';

export interface Terminal {
  /** Results: stdout. */
  readonly out: (text: string) => void;
  /** Progress, notes, warnings, errors: stderr. */
  readonly err: (text: string) => void;
  readonly outColor: boolean;
  readonly errColor: boolean;
  /** Whether a line on stderr can be drawn over. */
  readonly interactive: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
}

/** What surrounds a command: its streams, its input and the wish of its user to stop. */
export interface Context {
  readonly terminal: Terminal;
  /** Everything on standard input. */
  readonly readStdin: () => Promise<string>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Whether errors of ours are shown with their stack. */
  readonly debug: boolean;
  /** The words after the program's name, as typed. */
  readonly words: readonly string[];
}

/** The terminal of this process. A reader that has gone away (EPIPE) is not an error: what it left unread is dropped. */
export function processTerminal(process: NodeJS.Process): Terminal {
  const { stdout, stderr, env } = process;
  return {
    out: writerTo(stdout),
    err: writerTo(stderr),
    outColor: hasColor(stdout, env),
    errColor: hasColor(stderr, env),
    interactive: stderr.isTTY && env['TERM'] !== 'dumb',
    columns: [stdout, stderr].find(({ isTTY }) => isTTY)?.columns || 80,
  };
}

function writerTo(stream: NodeJS.WriteStream): (text: string) => void {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') throw new UsageError(`cannot write the output: ${error.message}`);
  });
  return (text) => {
    if (open) stream.write(text);
  };
}

/** @see https://no-color.org and https://force-color.org */
function hasColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0';
  return stream.isTTY && env['TERM'] !== 'dumb';
}
