/** Entry of the program: gives the command its streams, its words and Ctrl-C, and the shell its exit code. */
import { ExitCode } from './exit-codes.ts';
import { describeFailure } from './failure.ts';
import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const interruption = new AbortController();
const terminal = processTerminal(process);
const debug = (process.env['DEBUG'] ?? '') !== '';

function interrupt(): void {
  if (interruption.signal.aborted) process.exit(ExitCode.interrupted);
  interruption.abort();
  terminal.err('\ninterrupted: keeping what has finished (again to quit at once)\n');
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

/** What no command could catch: a stream that failed, or a bug. */
function giveUp(error: unknown): void {
  const failure = describeFailure(error, { color: terminal.errColor, debug });
  terminal.err(failure.text);
  process.exit(failure.code);
}

process.on('uncaughtException', giveUp);
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.exitCode = await runProgram({
  terminal,
  readStdin,
  signal: interruption.signal,
  debug,
  words: process.argv.slice(2),
});
