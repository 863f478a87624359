/**
 * Where images come from: a registry that nodes ask from outside, with images that it does not have, and times at
 * which it does not answer. These are known from the beginning, so that the end of a pull is known when it begins.
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { SimulationOptions } from '../options.ts';
import type { Timeline } from '../timeline.ts';
import type { ImageStoreOptions } from './container-options.ts';

/** A time without an answer, [from, to). */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Why a pull ends without an image, and when. */
export interface PullFailure {
  /** `null`: as soon as the registry has been asked. */
  readonly atMs: number | null;
  readonly why: string;
}

export class Registry {
  private readonly missing: ReadonlySet<string>;
  private readonly preloaded: ReadonlySet<string>;
  private readonly outages: readonly Outage[];

  constructor({ missing, preloaded }: ImageStoreOptions, outages: readonly Outage[]) {
    this.missing = new Set(missing);
    this.preloaded = new Set(preloaded);
    this.outages = outages;
  }

  /** Every node has had it from the beginning. */
  isPreloaded(name: string): boolean {
    return this.preloaded.has(name);
  }

  /** What becomes of asking for an image from `beginsMs` to `endsMs`; `null`: nothing goes wrong. O(outages) */
  failure(name: string, beginsMs: number, endsMs: number): PullFailure | null {
    const why = 'the registry does not answer';
    if (this.outages.some(({ fromMs, toMs }) => fromMs <= beginsMs && beginsMs < toMs))
      return { atMs: null, why };
    if (this.missing.has(name)) return { atMs: null, why: 'the registry does not have it' };
    const cuts = this.outages.filter(({ fromMs }) => beginsMs < fromMs && fromMs < endsMs);
    if (cuts.length === 0) return null;
    return { atMs: Math.min(...cuts.map(({ fromMs }) => fromMs)), why };
  }
}

/** The registry of a scenario, whose timeline tells its outages. */
export function createRegistry(
  { cluster, events }: SimulationOptions,
  { tasks, timeline }: { readonly tasks: Tasks; readonly timeline: Timeline },
): Registry {
  const outages = events.flatMap((event) =>
    event.type === 'registryOutage' ? [{ fromMs: event.atMs, toMs: event.atMs + event.forMs }] : [],
  );
  for (const { fromMs, toMs } of outages) {
    tasks.after(fromMs, () => timeline.note('registry', 'does not answer', 'pulls of images fail'));
    tasks.after(toMs, () => timeline.note('registry', 'answers again', 'its outage is over'));
  }
  return new Registry(cluster.images ?? { preloaded: [], missing: [] }, outages);
}
