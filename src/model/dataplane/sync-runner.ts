/**
 * When a proxy writes its rules: at once when asked, then not again before the minimum interval, counted from the
 * end of the last run; what was asked for meanwhile is one run.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/runner/bounded_frequency_runner.go (1.34 and later: no burst)
 */
import type { Engine } from '../../kernel/engine.ts';
import type { Tasks } from '../../kernel/tasks.ts';

/** What one run is about to write. */
export interface SyncWork {
  /** Endpoints of the Services that it writes. */
  readonly endpoints: number;
  /** Called when it is in force. */
  readonly inForce: () => void;
}

export class SyncRunner {
  /** When the last run and the interval after it are over: until then, what is asked for makes no run. */
  restsFromMs = -Infinity;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly minIntervalMs: number;
  private readonly durationMs: (endpoints: number) => number;
  private readonly begin: () => SyncWork;
  private wanted = false;
  private resting = true;

  /** @param begin reads what is to be written. */
  constructor(
    engine: Engine,
    tasks: Tasks,
    minIntervalMs: number,
    durationMs: (endpoints: number) => number,
    begin: () => SyncWork,
  ) {
    this.engine = engine;
    this.tasks = tasks;
    this.minIntervalMs = minIntervalMs;
    this.durationMs = durationMs;
    this.begin = begin;
  }

  request(): void {
    this.wanted = true;
    if (this.resting) this.run();
  }

  private run(): void {
    this.wanted = false;
    this.resting = false;
    const { endpoints, inForce } = this.begin();
    const durationMs = this.durationMs(endpoints);
    this.restsFromMs = this.engine.now + durationMs + this.minIntervalMs;
    this.tasks.after(durationMs, () => {
      inForce();
      this.tasks.after(this.minIntervalMs, () => {
        this.resting = true;
        if (this.wanted) this.run();
      });
    });
  }
}
