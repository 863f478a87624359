/** `simulate describe`: the model in words, without simulating. */
import { UsageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { ExitCode } from '../exit-codes.ts';
import { loadInput, tellWarnings } from '../input.ts';
import { SCENARIO_OPTIONS } from '../options.ts';

export const describe = defineCommand({
  usage: 'describe <input..>',
  summary: 'Say in words what would be simulated, without simulating; or how the cluster is at a time',
  options: {
    ...SCENARIO_OPTIONS,
    at: {
      type: 'string',
      requiresArg: true,
      group: 'Scenario:',
      describe: 'Show Services, endpoints and pods at this time of the first run, e.g. 2m',
    },
  },
  examples: [
    ['simulate describe web.yaml', 'what is modelled, defaulted and ignored'],
    ['simulate describe s.json --at 1m5s', 'which endpoints are ready in the middle of a rollout'],
  ],
  run: async (args, context) => {
    const loaded = await loadInput(args, context, { checkOnly: true });
    tellWarnings(loaded.warnings, context.terminal);
    if (args.at !== undefined) {
      const { parseDuration } = await import('../../scenario/values/duration.ts');
      const { describeClusterAt } = await import('../../experiment/cluster-at.ts');
      const atMs = parseDuration(args.at);
      const { durationMs } = loaded.simulation;
      if (atMs === null || atMs > durationMs) {
        throw new UsageError(`--at: expected a time of the run such as 2m (got "${args.at}")`);
      }
      context.terminal.out(describeClusterAt(loaded.simulation, loaded.seed, atMs));
      return ExitCode.ok;
    }
    const { describeScenario } = await import('../../scenario/describe.ts');
    context.terminal.out(`${describeScenario(loaded).trimEnd()}\n`);
    return ExitCode.ok;
  },
});
