/** The requests of one source of users, counted apart from those of others where somebody asks for it. */
import { Histogram } from '../kernel/statistics/histogram.ts';
import { ERROR_KINDS } from './outcomes.ts';
import type { SourceOutput } from './output.ts';

/** Of the window, like the figures of all sources together. */
export class SourceTally {
  ok = 0;
  /** Without an outcome when the run was over. */
  inFlight = 0;
  readonly errors: number[] = ERROR_KINDS.map(() => 0);
  private readonly latency = new Histogram();

  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** @param bucket - of the latency `values[0]` */
  succeeded(bucket: number, values: Float64Array): void {
    this.ok++;
    this.latency.recordIn(bucket, values, 0);
  }

  output(): SourceOutput {
    const { name, ok, inFlight, errors } = this;
    const failed = errors.reduce((sum, count) => sum + count, 0);
    return { name, requests: ok + failed + inFlight, ok, inFlight, errors, latency: this.latency.data() };
  }
}
