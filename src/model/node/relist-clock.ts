/**
 * The rhythm of a kubelet's PLEG: a relist, then a pause of one second, and so on. What happens in a container is
 * known to the kubelet only at the end of the first relist that began after it. Relists are reckoned only when
 * someone waits for one, so an idle node costs nothing.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pleg/generic.go
 */

/** genericPlegRelistPeriod: from the end of one relist to the beginning of the next. */
const RELIST_PERIOD_MS = 1000;

export class RelistClock {
  private beginsMs: number;
  private endsMs: number;
  private readonly durationMs: () => number;

  /** @param phaseMs when the first relist begins. */
  constructor(phaseMs: number, durationMs: () => number) {
    this.durationMs = durationMs;
    this.beginsMs = phaseMs;
    this.endsMs = phaseMs + durationMs();
  }

  /** Milliseconds from `nowMs` (never earlier than in a former call) until a change made now is known. */
  delayFrom(nowMs: number): number {
    while (this.beginsMs < nowMs) {
      this.beginsMs = this.endsMs + RELIST_PERIOD_MS;
      this.endsMs = this.beginsMs + this.durationMs();
    }
    return this.endsMs - nowMs;
  }
}
