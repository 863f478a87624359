/** Limits given by `--threshold`, put beside those of the scenario as if they stood there. */
import { UsageError } from '../base/errors.ts';
import type { Threshold, ThresholdTexts } from '../experiment/thresholds.ts';
import type { LoadedScenario } from '../scenario/load.ts';

const OF_DIFFERENCE = /\s(?:in|de)crease\s/;

/** Whether it is one on the difference of two variants, such as `latency.p99 increase < 5%`. */
export function isOfDifference(text: string): boolean {
  return OF_DIFFERENCE.test(text);
}

/**
 * The limits `texts` on the traffic of a scenario.
 *
 * @throws ScenarioError with all that cannot be read; UsageError for limits on differences
 */
export async function parseTyped(
  texts: readonly string[],
  { scenario }: Pick<LoadedScenario, 'scenario'>,
): Promise<readonly Threshold[]> {
  for (const text of texts) {
    if (!isOfDifference(text)) continue;
    throw new UsageError(
      `--threshold: a difference is judged by "simulate compare"; expected such as "errors.rate < 0.1%" (got "${text}")`,
    );
  }
  const { parseThresholds, typedThreshold } = await import('../experiment/thresholds.ts');
  const sources = scenario.traffic.map(({ name }) => name);
  const context = { placeOf: () => ({ position: null, path: '--threshold' }), sources };
  return texts.flatMap((text) => parseThresholds(typedThreshold(text), context));
}

/** The scenario with `texts` among its thresholds. @throws as {@link parseTyped} */
export async function withThresholds(
  loaded: LoadedScenario,
  texts: readonly string[],
): Promise<LoadedScenario> {
  if (texts.length === 0) return loaded;
  const parsed = await parseTyped(texts, loaded);
  const { typedThreshold } = await import('../experiment/thresholds.ts');
  const thresholds = texts.map(typedThreshold).reduce(merged, loaded.scenario.thresholds);
  const ofSources = parsed.some(({ isOfSource }) => isOfSource === true);
  return {
    ...loaded,
    scenario: { ...loaded.scenario, thresholds },
    simulation: ofSources ? { ...loaded.simulation, perSource: true } : loaded.simulation,
  };
}

type Branch = Readonly<Record<string, unknown>>;

/** Lists one after the other, and what holds lists member by member. */
function merged<T extends Branch | ThresholdTexts>(first: T, second: T): T {
  const entries = Object.entries(second).map(([key, value]) => {
    const own = (first as Branch)[key];
    if (own === undefined) return [key, value];
    return [
      key,
      Array.isArray(own) ? [...own, ...(value as readonly string[])] : merged(own as Branch, value as Branch),
    ];
  });
  return { ...first, ...(Object.fromEntries(entries) as T) };
}
