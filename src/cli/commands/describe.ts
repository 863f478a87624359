/** `simulate describe`: the model in words, without simulating. */
import { defineCommand } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';
import { loadInput, tellWarnings } from '../input.ts';
import { SCENARIO_OPTIONS } from '../options.ts';

export const describe = defineCommand({
  usage: 'describe <input..>',
  summary: 'Say in words what would be simulated, without simulating',
  options: SCENARIO_OPTIONS,
  examples: [['simulate describe web.yaml', 'what is modelled, defaulted and ignored']],
  run: async (args, context) => {
    const loaded = await loadInput(args, context, { checkOnly: true });
    const { describeScenario } = await import('../../scenario/describe.ts');
    tellWarnings(loaded.warnings, context.terminal);
    context.terminal.out(`${describeScenario(loaded).trimEnd()}\n`);
    return ExitCode.ok;
  },
});
