/** `simulate <input..>`, the default command: load, simulate, report. */
import { defineCommand } from '../command.ts';
import {
  audible,
  checkReplications,
  EXIT_CODES,
  EXPERIMENT_OPTIONS,
  runAndReport,
} from '../experiment-command.ts';
import { loadInput, tellWarnings } from '../input.ts';
import { listOption } from '../options.ts';
import { defaultDirectory } from '../output.ts';
import { withThresholds } from '../typed-thresholds.ts';

export const run = defineCommand({
  usage: ['run <input..>', '$0'],
  summary: 'Simulate a scenario, or Kubernetes manifests, and report',
  options: {
    threshold: listOption(
      'Run:',
      'Limit to be kept, besides those of the scenario: "errors.rate < 0.1%" (repeatable)',
    ),
    ...EXPERIMENT_OPTIONS,
  },
  examples: [
    ['simulate scenarios/rolling-restart.json', 'what does a rolling restart lose?'],
    ['simulate web.yaml --rate 200/s --service-time 20ms', 'the same for your own manifests'],
    ['simulate s.json --set deployment/web.readinessProbe.periodSeconds=2', 'what if the probe were faster?'],
  ],
  closing: EXIT_CODES,
  run: async (args, context) => {
    const loaded = await withThresholds(await loadInput(args, context), args.threshold ?? []);
    checkReplications(args, loaded.replications);
    tellWarnings(loaded.warnings, audible(args, context.terminal));
    const sets = args.set ?? [];
    const directory = defaultDirectory(loaded.scenario.title, sets, args.replication);
    return runAndReport({ variants: [{ name: 'baseline', sets, loaded }], directory }, args, context);
  },
});
