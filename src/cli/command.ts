/**
 * What a command is: its usage, its options and what it does. The table of all commands is in program.ts. A command
 * imports what it needs inside `run`, so that `--help` and completions load nothing but the argument parser.
 */
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import type { ExitCode } from './exit-codes.ts';
import type { Context } from './terminal.ts';

/** Options of a command by their long names, without dashes. */
export type OptionTable = Readonly<Record<string, Options>>;

/** The positional arguments that usages name. */
interface Positionals {
  readonly input: readonly string[];
  readonly result: string;
  readonly shell?: string;
}

/** Parsed options and positional arguments; the latter are texts, and only those of the command's usage are there. */
export type Parsed<Table extends OptionTable> = InferredOptionTypes<Table> & Positionals;

interface Definition<Table extends OptionTable> {
  /** `validate <input..>`; the first word is the name. A second one, `$0`, makes it the default. */
  readonly usage: string | readonly string[];
  readonly summary: string;
  readonly options: Table;
  readonly examples?: readonly [command: string, meaning: string][];
  /** Last words of its help. */
  readonly closing?: string;
  readonly run: (args: Parsed<Table>, context: Context) => Promise<ExitCode>;
}

export interface Command {
  readonly name: string;
  /** Long names of its options. */
  readonly options: readonly string[];
  /** Those among them that take no value. */
  readonly flags: readonly string[];
  /** Adds the command to the parser; `finish` takes its exit code. */
  readonly register: (parser: Argv, context: Context, finish: (code: ExitCode) => void) => void;
}

/** Hides the type of a command's options from the table of commands. */
export function defineCommand<Table extends OptionTable>(definition: Definition<Table>): Command {
  const { usage, summary, options, examples = [], closing = '', run } = definition;
  const [first = ''] = [usage].flat();
  return {
    name: first.split(' ')[0] ?? '',
    options: Object.keys(options),
    flags: Object.keys(options).filter((option) => options[option]?.boolean === true),
    register: (parser, context, finish) => {
      parser.command(
        usage,
        summary,
        (command) =>
          command
            .options(options)
            .epilogue([exampleText(examples), closing].filter((text) => text !== '').join('\n\n')),
        async (args) => finish(await run(args as unknown as Parsed<Table>, context)),
      );
    },
  };
}

/** The parser would set commands and meanings side by side, and break the commands. */
function exampleText(examples: readonly (readonly [command: string, meaning: string])[]): string {
  const lines = examples.flatMap(([command, meaning]) => [`  # ${meaning}`, `  ${command}`]);
  return lines.length === 0 ? '' : ['Examples:', ...lines].join('\n');
}
