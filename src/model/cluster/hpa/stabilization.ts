/**
 * Recommendations of the recent past restrain the present one, so that replicas do not flap. What is remembered is
 * what the metrics asked for, not what came of it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go (stabilizeRecommendation, stabilizeRecommendationWithBehaviors)
 */

export interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

export interface Stabilized {
  readonly replicas: number;
  /** The log with the present recommendation, in the place of the last one that is too old to count. */
  readonly log: readonly Recommendation[];
}

/** Without spec.behavior: no fewer than was recommended within the window. */
export function stabilizeScaleDown(
  log: readonly Recommendation[],
  recommended: number,
  windowMs: number,
  nowMs: number,
): Stabilized {
  const cutoffMs = nowMs - windowMs;
  const recent = log.filter(({ atMs }) => atMs >= cutoffMs).map(({ replicas }) => replicas);
  return {
    replicas: Math.max(recommended, ...recent),
    log: remember(log, { replicas: recommended, atMs: nowMs }, cutoffMs),
  };
}

/**
 * With spec.behavior: no more than the least that was recommended within the window of scaling up, no fewer than the
 * most within that of scaling down; `current` moves no further than to the nearer of the two.
 */
export function stabilizeBothWays(
  log: readonly Recommendation[],
  recommended: number,
  current: number,
  windowSeconds: { readonly up: number; readonly down: number },
  nowMs: number,
): Stabilized {
  const upCutoffMs = nowMs - windowSeconds.up * 1000;
  const downCutoffMs = nowMs - windowSeconds.down * 1000;
  const since = (cutoffMs: number) =>
    log.filter(({ atMs }) => atMs > cutoffMs).map(({ replicas }) => replicas);
  const least = Math.min(recommended, ...since(upCutoffMs));
  const most = Math.max(recommended, ...since(downCutoffMs));
  return {
    replicas: Math.min(Math.max(current, least), most),
    log: remember(log, { replicas: recommended, atMs: nowMs }, Math.min(upCutoffMs, downCutoffMs)),
  };
}

function remember(
  log: readonly Recommendation[],
  recommendation: Recommendation,
  cutoffMs: number,
): readonly Recommendation[] {
  const place = log.findLastIndex(({ atMs }) => atMs < cutoffMs);
  return place === -1 ? [...log, recommendation] : log.with(place, recommendation);
}
