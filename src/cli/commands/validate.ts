/** `simulate validate`: checks the input, every problem at once, and simulates nothing. */
import { ScenarioError } from '../../base/errors.ts';
import type { ScenarioIssue } from '../../base/errors.ts';
import { paragraph } from '../../scenario/describe/text.ts';
import { defineCommand } from '../command.ts';
import { coverageNotes } from '../coverage-notes.ts';
import { ExitCode } from '../exit-codes.ts';
import { loadInput, tellWarnings } from '../input.ts';
import type { InputArguments } from '../input.ts';
import { SCENARIO_OPTIONS } from '../options.ts';
import type { Context } from '../terminal.ts';
import { scenariosAmong } from '../vary.ts';

export const validate = defineCommand({
  usage: 'validate <input..>',
  summary: 'Check only: every problem at once, with its place',
  options: SCENARIO_OPTIONS,
  examples: [['simulate validate scenarios/*.json', 'exit code 2 if there is a problem in any of them']],
  run: async (args, context) => {
    const issues: ScenarioIssue[] = [];
    const inputs = args.input.filter((input) => !JSON_SCHEMA.test(input));
    for (const input of args.input.filter((each) => JSON_SCHEMA.test(each))) {
      context.terminal.err(`note: ${input} is left out: by its name a JSON Schema, not a scenario\n`);
    }
    for (const input of inputs.length === 0 ? [] : scenariosAmong(inputs)) {
      issues.push(...(await checkOne({ ...args, input }, context)));
    }
    if (issues.length > 0) throw new ScenarioError(issues);
    return ExitCode.ok;
  },
});

/** Lies beside scenarios, for editors. */
const JSON_SCHEMA = /\.schema\.json$/i;

async function checkOne(args: InputArguments, context: Context): Promise<readonly ScenarioIssue[]> {
  try {
    const loaded = await loadInput(args, context, { checkOnly: true });
    tellWarnings(loaded.warnings, context.terminal);
    context.terminal.out(paragraph(`${args.input.join(', ')}: ok`, coverageNotes(loaded.coverage)));
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues;
    throw error;
  }
}
