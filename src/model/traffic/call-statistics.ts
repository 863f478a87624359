/**
 * What became of the calls between services, by edge: from a workload to a Service. Calls that begin in the window
 * count, whether anybody still waits for them at their end or not; their retries are part of them.
 */
import type { Engine } from '../../kernel/engine.ts';
import { Histogram } from '../../kernel/statistics/histogram.ts';
import type { SimulationOptions } from '../options.ts';
import { CAUSES } from '../outcomes.ts';
import type { CallOutput } from '../output.ts';
import { sourceNames } from './call-sources.ts';
import { ints, reals } from './request-memory.ts';
import * as Row from './request-row.ts';

interface Edge {
  readonly name: string;
  ok: number;
  /** [causes] Calls that failed for good. */
  readonly causes: number[];
  readonly latency: Histogram;
}

export class CallStatistics {
  private readonly engine: Engine;
  private readonly warmupMs: number;
  private readonly durationMs: number;
  private readonly edges: readonly Edge[];
  /** By source; those of users have none. Calls of the same name, by another template, are of one edge. */
  private readonly edgeOf: readonly (Edge | null)[];
  private readonly latency = new Float64Array(1);

  /** @param options those of the users, without the sources of calls. */
  constructor(engine: Engine, options: SimulationOptions) {
    this.engine = engine;
    this.warmupMs = options.warmupMs;
    this.durationMs = options.durationMs;
    const names = sourceNames(options);
    const called = [...new Set(names.slice(options.traffic.length))];
    this.edges = called.map((name) => ({
      name,
      ok: 0,
      causes: CAUSES.map(() => 0),
      latency: new Histogram(),
    }));
    this.edgeOf = names.map((name, source) =>
      source < options.traffic.length ? null : this.edges[called.indexOf(name)]!,
    );
  }

  /** The call in the row is over. */
  ended(slot: number, failed: boolean, cause: number): void {
    const beganMs = reals[(slot << Row.REALS_LOG2) | Row.ARRIVAL_MS]!;
    if (beganMs < this.warmupMs || beganMs >= this.durationMs) return;
    const edge = this.edgeOf[ints[(slot << Row.INTS_LOG2) | Row.SOURCE]!]!;
    if (failed) {
      edge.causes[cause]!++;
      return;
    }
    edge.ok++;
    this.latency[0] = this.engine.now - beganMs;
    edge.latency.recordFrom(this.latency, 0);
  }

  output(): CallOutput[] {
    return this.edges.map(({ name, ok, causes, latency }) => {
      return { name, ok, causes: [...causes], latency: latency.data() };
    });
  }
}
