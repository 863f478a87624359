/**
 * The Pareto front: variants that no other one beats in one metric without losing in another. By the means: a front
 * of what could be told apart would hold nearly all of them. Whether a difference is real, the comparisons say.
 */
import type { ComparedVariant } from './compare.ts';
import { COMPARED_METRICS, scoreOf } from './compared-metrics.ts';
import type { ParetoResult } from './result.ts';

/** @param names - of metrics; those that were observed in no variant are left out */
export function paretoFront(
  variants: readonly ComparedVariant[],
  names: readonly string[],
  windowMs: number,
): ParetoResult {
  const scored = COMPARED_METRICS.filter(({ name }) => names.includes(name))
    .map((metric) => ({
      metric,
      scores: variants.map(({ replications }) => scoreOf(metric, replications, windowMs)),
    }))
    .filter(({ scores }) => scores.some(Number.isFinite));
  const isBeaten = (one: number): boolean =>
    variants.some(
      (_, other) =>
        scored.every(({ scores }) => scores[other]! <= scores[one]!) &&
        scored.some(({ scores }) => scores[other]! < scores[one]!),
    );
  return {
    metrics: scored.map(({ metric }) => metric.name),
    front: variants.filter((_, i) => !isBeaten(i)).map(({ name }) => name),
  };
}
