/** The story of a run in words: every step of the control plane, the nodes and the faults. Off unless asked for. */
import type { Engine } from '../kernel/engine.ts';
import type { TimelineEntry } from './output.ts';

export class Timeline {
  readonly enabled: boolean;
  readonly entries: TimelineEntry[] = [];
  private readonly engine: Engine;

  constructor(engine: Engine, enabled: boolean) {
    this.engine = engine;
    this.enabled = enabled;
  }

  /** Notes a step at the present time; `why` names what led to it. */
  note(object: string, what: string, why: string | null = null): void {
    if (this.enabled) this.entries.push({ timeMs: this.engine.now, object, what, why });
  }
}
