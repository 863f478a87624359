/** `"warmup": "auto"`: pilot runs before the experiment, and the scenarios with the warm-up that they found. */
import { findWarmUp } from '../experiment/pilot.ts';
import type { PilotRequest } from '../experiment/pilot.ts';
import { formatDuration } from '../scenario/values/duration.ts';
import type { LoadedVariant } from './experiment-run.ts';

/**
 * The same variants, each with the longest warm-up that any of them needs, where that was to be found.
 *
 * @param variants - in all of them it is to be found, or in none
 */
export async function withWarmUp(
  variants: readonly LoadedVariant[],
  running: Pick<PilotRequest, 'workers' | 'signal'>,
): Promise<readonly LoadedVariant[]> {
  const [first] = variants;
  if (first?.loaded.autoWarmup !== true) return variants;
  const simulations = variants.map(({ loaded }) => loaded.simulation);
  const { warmupMs, pilots } = await findWarmUp({ simulations, seed: first.loaded.seed, ...running });
  const warmup = formatDuration(warmupMs);
  return variants.map(({ name, sets, loaded }, i) => ({
    name,
    sets,
    pilot: pilots[i],
    loaded: {
      ...loaded,
      autoWarmup: false,
      scenario: { ...loaded.scenario, warmup },
      simulation: { ...loaded.simulation, warmupMs },
    },
  }));
}

/** Of the warm-up that was found, if it was. */
export function warmUpNotes([first]: readonly LoadedVariant[]): string[] {
  if (first?.pilot === undefined) return [];
  const { warmup } = first.loaded.scenario;
  return [`warm-up of ${warmup}: found by MSER-5 in ${first.pilot.runs} pilot runs without the events`];
}
