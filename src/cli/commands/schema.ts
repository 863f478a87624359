/** `simulate schema`: the scenario's JSON Schema, for editors. */
import { defineCommand } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';

export const schema = defineCommand({
  usage: 'schema',
  summary: "Print the scenario's JSON Schema",
  options: {},
  run: async (_args, { terminal }) => {
    const { scenarioJsonSchema } = await import('../../scenario/schema.ts');
    terminal.out(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
    return ExitCode.ok;
  },
});
