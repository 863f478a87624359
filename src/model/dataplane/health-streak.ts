/**
 * A target of periodic health checks: after so many failures in a row it is out, after so many successes in again. It
 * is told of changes only, and computes which check will tell.
 */
export interface HealthCheckOptions {
  readonly intervalMs: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export class HealthStreak {
  /** What the checks have found out. */
  isHealthy = true;
  private readonly options: HealthCheckOptions;
  /** When the first check takes place, 0 … intervalMs. */
  private readonly phaseMs: number;
  /** Number of the first check of the streak against `isHealthy`; Infinity without one. */
  private streakFrom = Infinity;
  /** Number of the check that will end the streak; Infinity while it lasts. */
  private streakTo = Infinity;

  constructor(options: HealthCheckOptions, phaseMs: number) {
    this.options = options;
    this.phaseMs = phaseMs;
  }

  /** The state has been like this for long. */
  settle(healthy: boolean): void {
    this.isHealthy = healthy;
    this.streakFrom = Infinity;
    this.streakTo = Infinity;
  }

  /** Milliseconds until the next check. */
  untilCheck(nowMs: number): number {
    return Math.max(0, this.phaseMs + this.nextCheck(nowMs) * this.options.intervalMs - nowMs);
  }

  /**
   * From now on the checks find this.
   * @returns when {@link isHealthy} will have changed if nothing else does; `null`: never.
   */
  changed(healthy: boolean, nowMs: number): number | null {
    const next = this.nextCheck(nowMs);
    if (healthy === this.isHealthy) {
      if (this.streakFrom !== Infinity) this.streakTo = Math.min(this.streakTo, next);
      return null;
    }
    // A streak that no check has seen broken goes on.
    if (this.streakFrom === Infinity || this.streakTo < next) this.streakFrom = next;
    this.streakTo = Infinity;
    const { healthyThreshold, unhealthyThreshold } = this.options;
    const needed = healthy ? healthyThreshold : unhealthyThreshold;
    return this.phaseMs + (this.streakFrom + needed - 1) * this.options.intervalMs;
  }

  /** The time that {@link changed} told has come. */
  decide(): void {
    this.settle(!this.isHealthy);
  }

  private nextCheck(nowMs: number): number {
    return Math.ceil((nowMs - this.phaseMs) / this.options.intervalMs);
  }
}
