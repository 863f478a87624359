/** `simulate compare`: variants of a scenario against the first of them, request by request. */
import { UsageError } from '../../base/errors.ts';
import { COMPARED_METRICS, PARETO_METRICS } from '../../experiment/compared-metrics.ts';
import { parseDifferenceThreshold } from '../../experiment/difference-thresholds.ts';
import { defineCommand } from '../command.ts';
import {
  audible,
  checkReplications,
  EXIT_CODES,
  EXPERIMENT_OPTIONS,
  runAndReport,
} from '../experiment-command.ts';
import type { ExperimentArguments } from '../experiment-command.ts';
import type { LoadedVariant } from '../experiment-run.ts';
import { loadInput, tellWarnings } from '../input.ts';
import { listOption, nameList, textOption } from '../options.ts';
import { defaultDirectory } from '../output.ts';
import type { Context } from '../terminal.ts';
import { isOfDifference, withThresholds } from '../typed-thresholds.ts';
import { planVariants } from '../vary.ts';
import type { VariantPlan } from '../vary.ts';

const COMPARE = 'Compare:';

export const compare = defineCommand({
  usage: 'compare <input..>',
  summary: 'Compare variants: paired differences to the first one, with intervals',
  options: {
    vary: listOption(
      COMPARE,
      'Values to compare, the first is the baseline: PATH=V1,V2,… or 0..6/2; several make a grid (repeatable)',
    ),
    threshold: listOption(
      COMPARE,
      'Limit on a difference, "latency.p99 increase < 5%", or on each variant, "errors.rate < 1%" (repeatable)',
    ),
    pareto: textOption(
      COMPARE,
      `Comma list of metrics for the Pareto front (default ${PARETO_METRICS.join(',')})`,
      nameList(
        'pareto',
        COMPARED_METRICS.map(({ name }) => name),
        'metric',
      ),
    ),
    ...EXPERIMENT_OPTIONS,
  },
  examples: [
    [
      'simulate compare s.json \\\n    --vary deployment/web.readinessProbe.periodSeconds=10,5,2',
      'which period?',
    ],
    ['simulate compare s.json --set deployment/web.preStop.sleep.seconds=5', 'does a preStop sleep help?'],
    ['simulate compare before.json after.json', 'is the change an improvement?'],
  ],
  closing: EXIT_CODES,
  run: async (args, context) => {
    const typed = args.threshold ?? [];
    const differences = typed.filter(isOfDifference).map(parseDifferenceThreshold);
    const limits = typed.filter((text) => !isOfDifference(text));
    const plans = planVariants(args.input, args.set ?? [], args.vary ?? []);
    const variants = await loadVariants(plans, limits, args, context);
    const [first] = variants;
    const { scenario, replications } = first!.loaded;
    checkReplications(args, replications);
    const changes = [...(args.set ?? []), ...(args.vary ?? [])];
    const directory = defaultDirectory(`${scenario.title} compared`, changes, args.replication);
    return runAndReport({ variants, directory, pareto: args.pareto, differences }, args, context);
  },
});

/** All with the seed of the first, so that they see the same requests. */
async function loadVariants(
  plans: readonly VariantPlan[],
  limits: readonly string[],
  args: ExperimentArguments,
  context: Context,
): Promise<readonly LoadedVariant[]> {
  const variants: LoadedVariant[] = [];
  for (const { name, inputs, sets } of plans) {
    const input = await loadInput({ ...args, input: inputs, set: sets }, context);
    const loaded = await withThresholds(input, limits);
    checkWindow(name, loaded, variants[0]?.loaded ?? loaded);
    variants.push({ name, sets, loaded });
  }
  const warnings = variants.flatMap(({ loaded }) => loaded.warnings);
  const texts = warnings.map((warning) => JSON.stringify(warning));
  tellWarnings(
    warnings.filter((_, i) => texts.indexOf(texts[i]!) === i),
    audible(args, context.terminal),
  );
  return variants;
}

type Loaded = LoadedVariant['loaded'];

function checkWindow(name: string, own: Loaded, first: Loaded): void {
  const isSame = (['durationMs', 'warmupMs'] as const).every(
    (time) => own.simulation[time] === first.simulation[time],
  );
  if (isSame && own.autoWarmup === first.autoWarmup) return;
  throw new UsageError(
    `expected the same duration and warm-up in all variants, but "${name}" has others than the first`,
  );
}
