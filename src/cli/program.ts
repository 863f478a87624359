/**
 * The command line: the table of commands, their parser, and the one place where errors become exit codes. It loads
 * the parser and nothing heavier; each command loads what it needs when it runs.
 */
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { UsageError } from '../base/errors.ts';
import { thisTool } from '../experiment/tool.ts';
import { didYouMean } from '../scenario/suggest.ts';
import { compare } from './commands/compare.ts';
import { completion } from './commands/completion.ts';
import { describe } from './commands/describe.ts';
import { report } from './commands/report.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { tuneCommand } from './commands/tune.ts';
import { validate } from './commands/validate.ts';
import type { Command } from './command.ts';
import { ExitCode } from './exit-codes.ts';
import { describeFailure } from './failure.ts';
import type { Context } from './terminal.ts';

const COMMANDS: readonly Command[] = [
  run,
  compare,
  tuneCommand,
  validate,
  describe,
  report,
  schema,
  completion,
];

const USAGE = `simulate <input..> [options]

What does a Kubernetes service do to its clients while the cluster changes underneath it?
An input is a scenario (.json, .jsonc, .yaml) or plain Kubernetes manifests.`;

const MAX_COLUMNS = 100;

// yargs loses a lone "-" before a variadic positional; no path holds this character, so it can stand in.
const STDIN = '\0stdin';

/** Runs the command that `context.words` ask for. Never throws: every error is told and has its exit code. */
export async function runProgram(context: Context): Promise<ExitCode> {
  try {
    return await parseAndRun(context);
  } catch (error) {
    const { terminal, debug, words } = context;
    const color = terminal.errColor && !words.includes('--no-color');
    const failure = describeFailure(error, { color, debug });
    terminal.err(failure.text);
    return failure.code;
  }
}

async function parseAndRun(context: Context): Promise<ExitCode> {
  const { words, terminal } = context;
  suggestCommand(words);
  refuseValues(words);
  let code: ExitCode = ExitCode.ok;
  const parser = newParser(words, Math.min(terminal.columns, MAX_COLUMNS));
  for (const command of COMMANDS) {
    command.register(parser, context, (finished) => {
      code = finished;
    });
  }
  await parser.parseAsync(
    withNamedCommand(words).map((word) => (word === '-' ? STDIN : word)),
    {},
    // Help, version and completions: their text comes here instead of to the console.
    (_error: unknown, _args: unknown, output: string) => terminal.out(output === '' ? '' : `${output}\n`),
  );
  return code;
}

/** The parser completes options of commands that are named, not those of the default one. */
function withNamedCommand(words: readonly string[]): readonly string[] {
  const [request, program = '', ...typed] = words;
  if (request !== '--get-yargs-completions' || typed.length < 2) return words;
  const isNamed = COMMANDS.some((command) => command.name === typed[0]);
  return isNamed ? words : [request, program, run.name, ...typed];
}

function newParser(words: readonly string[], columns: number): Argv {
  return yargs()
    .scriptName('simulate')
    .usage(USAGE)
    .parserConfiguration({
      // "--no-color" is an option of that name, not the negation of another.
      'boolean-negation': false,
      // Names of files and seeds are texts.
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
    })
    .middleware((args) => restoreStdin(args), true)
    .strict()
    .exitProcess(false)
    .wrap(columns)
    .version(thisTool().version)
    .help()
    .alias('help', 'h')
    .fail((message: string | null, error: Error | undefined) => {
      throw usageProblem(message, error, words);
    });
}

function restoreStdin(args: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(args)) {
    if (value === STDIN) args[key] = '-';
    else if (Array.isArray(value)) args[key] = value.map((each: unknown) => (each === STDIN ? '-' : each));
  }
}

/** What the parser complains of, in words of ours; errors of the commands pass through. */
function usageProblem(message: string | null, error: Error | undefined, words: readonly string[]): Error {
  if (error !== undefined && error.name !== 'YError') return error;
  const problem = inOurWords(message ?? error?.message ?? '', words);
  return new UsageError(`${problem}\nSee "simulate --help".`);
}

function inOurWords(text: string, words: readonly string[]): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(text)?.[1];
  if (unknown !== undefined) return unknownOptions(unknown.split(', '), words);
  const [, option] = /^Not enough arguments following: (.+)$/.exec(text) ?? [];
  if (option !== undefined) return `--${option} needs a value`;
  if (text.startsWith('Not enough non-option arguments')) {
    return 'expected an input: a scenario, or Kubernetes manifests ("-" for standard input)';
  }
  return text;
}

function unknownOptions(names: readonly string[], words: readonly string[]): string {
  const known = [...new Set(COMMANDS.flatMap((command) => command.options)), 'help', 'version'];
  // The parser names an option such as --service-tim twice, once in camel case.
  const typed = names.filter((name) => !names.some((other) => other !== name && camelCase(other) === name));
  return typed
    .map((name) => {
      const owners = COMMANDS.filter(({ options }) => options.includes(name)).map((command) => command.name);
      const hint = owners.length > 0 ? `it is an option of ${owners.join(' and ')}` : didYouMean(name, known);
      const asTyped = words.find((word) => word.replace(/^-+/, '').split('=')[0] === name)?.split('=')[0];
      return `unknown option or argument "${asTyped ?? name}"${hint === null ? '' : `; ${hint}`}`;
    })
    .join('\n');
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The parser would take "--json=yes" for the opposite of "--json". */
function refuseValues(words: readonly string[]): void {
  for (const word of words) {
    const [, name = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(word) ?? [];
    const isFlag = COMMANDS.some(({ flags }) => flags.includes(name));
    if (!isFlag || value === 'true' || value === 'false') continue;
    throw new UsageError(`--${name} stands alone: expected no value (got "${value}")`);
  }
}

/** A mistyped command would be taken for the name of a file. */
function suggestCommand([first]: readonly string[]): void {
  if (first === undefined || !/^[a-z]+$/.test(first)) return;
  const names = COMMANDS.map((command) => command.name);
  const hint = names.includes(first) ? null : didYouMean(first, names);
  if (hint !== null) throw new UsageError(`unknown command "${first}"; ${hint}`);
}
