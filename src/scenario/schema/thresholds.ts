/**
 * Grammar of thresholds: `p99 < 250ms` within the group `latency`. They are kept as text; what a metric means is
 * known to those who evaluate it.
 */
import * as z from 'zod';

/** Metric, comparison, limit: a number, a percentage, a rate or a duration. */
const THRESHOLD_PATTERN =
  /^\s*[A-Za-z][\w.-]*\s*(?:<=|>=|==|<|>)\s*(?:\d+(?:\.\d+)?(?:%|\/[smh])?|(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+)\s*$/;

const WORDS =
  'expected a threshold such as "p99 < 250ms" or "rate <= 0.1%" (a metric, one of < <= > >= ==, a limit)';

const expressions = z
  .array(z.string({ error: WORDS }).regex(THRESHOLD_PATTERN, { error: WORDS }))
  .optional()
  .meta({ description: 'Conditions that must hold, such as "p99 < 250ms".' });

const ofSource = z.strictObject({ errors: expressions, latency: expressions, requests: expressions });

export const thresholdsSchema = z
  .strictObject({
    errors: expressions,
    latency: expressions,
    requests: expressions,
    traffic: z
      .record(z.string(), ofSource)
      .optional()
      .meta({ description: 'Conditions on the requests of one source; the key is its name in "traffic".' }),
    rollout: expressions,
    load: expressions,
  })
  .default({})
  .meta({ description: 'What must hold for the run to pass, by group of metrics; the exit code tells.' });
