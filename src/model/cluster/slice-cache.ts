/**
 * What the EndpointSlice controller's own cache has of the slices of one Service. A sync that finds it behind the
 * controller's own last write fails, so that nothing is written twice or over something newer, and is put off:
 * a change of a pod within the watch latency of the write before it is stored a second later.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/endpointslice/endpointslice_controller.go (syncService, handleErr)
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/util/endpointslice_tracker.go (StaleSlices)
 */

/** defaultSyncBackOff, maxSyncBackOff and maxRetries of the controller. */
const BACKOFF = { initialMs: 1000, maxMs: 1_000_000, retries: 15 } as const;

export class SliceCache {
  /** When the last of the writes so far is seen. */
  private seenMs = -Infinity;
  /** Syncs that have failed since one succeeded. */
  private failures = 0;

  /** A slice is stored; the controller's watch tells of it at `seenMs`, after those of earlier writes. */
  written(seenMs: number): void {
    this.seenMs = Math.max(this.seenMs, seenMs);
  }

  /**
   * A sync begins.
   * @returns 0: it may go on; else it fails, and is tried again so many milliseconds later; Infinity: no more, until
   * something changes.
   */
  backoffMs(nowMs: number): number {
    if (nowMs >= this.seenMs) {
      this.failures = 0;
      return 0;
    }
    if (this.failures === BACKOFF.retries) {
      this.failures = 0;
      return Infinity;
    }
    return Math.min(BACKOFF.initialMs * 2 ** this.failures++, BACKOFF.maxMs);
  }
}
