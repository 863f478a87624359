/**
 * How long a container that keeps ending has to wait for its next start: doubling up to a limit, and from the
 * beginning again once it has been well for twice that limit. The same arithmetic serves other clients of the
 * Kubernetes API; those that spread their retries give a jitter.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/client-go/util/flowcontrol/backoff.go
 */

/** backOffPeriod and MaxContainerBackOff of the kubelet, in milliseconds. */
export const CRASH_BACKOFF = { initialMs: 10_000, maxMs: 300_000 } as const;

/** imageBackOffPeriod and MaxImageBackOff of the kubelet, in milliseconds. */
export const PULL_BACKOFF = { initialMs: 10_000, maxMs: 300_000 } as const;

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** What is added to a delay on account of the one it follows from; nothing if not given. */
  readonly jitterMs?: (delayMs: number) => number;
}

export class Backoff {
  /** The present delay; 0 before the first {@link next}. */
  delayMs = 0;
  private updatedMs = -Infinity;
  private exists = false;
  private readonly initialMs: number;
  private readonly maxMs: number;
  private readonly jitterMs: (delayMs: number) => number;

  constructor({ initialMs, maxMs, jitterMs = () => 0 }: BackoffOptions) {
    this.initialMs = initialMs;
    this.maxMs = maxMs;
    this.jitterMs = jitterMs;
  }

  /** Another try is made now, for the sake of an event (an exit) at `eventMs`. */
  next(eventMs: number, nowMs: number): void {
    if (!this.exists || this.hasExpired(eventMs))
      this.delayMs = this.initialMs + this.jitterMs(this.initialMs);
    else this.delayMs = Math.min(2 * this.delayMs + this.jitterMs(this.delayMs), this.maxMs);
    this.exists = true;
    this.updatedMs = nowMs;
  }

  /** Whether less than the delay has passed since the event. */
  isInBackoffSince(eventMs: number, nowMs: number): boolean {
    return this.exists && !this.hasExpired(eventMs) && nowMs - eventMs < this.delayMs;
  }

  /** Whether the event came less than the delay after the last try. */
  isInBackoffSinceUpdate(eventMs: number): boolean {
    return this.exists && !this.hasExpired(eventMs) && eventMs - this.updatedMs < this.delayMs;
  }

  /** Forgets a delay that nobody has asked for in twice the limit. @returns whether there is still one. */
  collectGarbage(nowMs: number): boolean {
    if (this.hasExpired(nowMs)) this.reset();
    return this.exists;
  }

  reset(): void {
    this.exists = false;
    this.delayMs = 0;
  }

  private hasExpired(eventMs: number): boolean {
    return eventMs - this.updatedMs > 2 * this.maxMs;
  }
}
