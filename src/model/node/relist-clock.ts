/**
 * The rhythm of a kubelet's PLEG: a relist, then a pause of one second, and so on. What happens in a container is
 * known to the kubelet only at the end of the first relist that began after it. Relists are reckoned only when
 * someone asks for one, so an idle node costs nothing.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pleg/generic.go
 */

/** genericPlegRelistPeriod: from the end of one relist to the beginning of the next. */
const RELIST_PERIOD_MS = 1000;

/** What is done at the end of a relist is done at its end, whatever the rounding of delays makes of it. */
const SAME_TIME_MS = 1e-6;

interface Relist {
  readonly beginsMs: number;
  readonly endsMs: number;
}

export class RelistClock {
  private endedMs = -Infinity;
  /** The first relist that has not ended, as far as anyone has asked, and the one after it. */
  private current: Relist;
  private following: Relist | null = null;
  private readonly durationMs: () => number;

  /** @param phaseMs when the first relist begins. */
  constructor(phaseMs: number, durationMs: () => number) {
    this.durationMs = durationMs;
    this.current = { beginsMs: phaseMs, endsMs: phaseMs + durationMs() };
  }

  /** Milliseconds from `nowMs` (never earlier than in a former call) until a change made now is known. */
  delayFrom(nowMs: number): number {
    this.advance(nowMs);
    const relist = this.current.beginsMs >= nowMs ? this.current : this.next();
    return relist.endsMs - nowMs;
  }

  /** Milliseconds from `nowMs` (as above) until the end of the first relist after `sinceMs`; 0 when there was one. */
  delaySince(sinceMs: number, nowMs: number): number {
    this.advance(nowMs);
    const after = (endsMs: number) => endsMs - sinceMs > SAME_TIME_MS;
    if (after(this.endedMs)) return 0;
    const relist = after(this.current.endsMs) ? this.current : this.next();
    return relist.endsMs - nowMs;
  }

  private advance(nowMs: number): void {
    while (this.current.endsMs < nowMs) {
      this.endedMs = this.current.endsMs;
      this.current = this.next();
      this.following = null;
    }
  }

  private next(): Relist {
    if (this.following === null) {
      const beginsMs = this.current.endsMs + RELIST_PERIOD_MS;
      this.following = { beginsMs, endsMs: beginsMs + this.durationMs() };
    }
    return this.following;
  }
}
