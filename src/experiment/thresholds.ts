/**
 * Limits that a service has to keep, such as `latency p99 < 250ms`: read from the scenario's text, and judged by the
 * interval of the figure, not by its mean. What the interval straddles is undecided, and so is what one replication
 * alone says; that is a call for more replications, neither a pass nor a failure. The exception is a count that must
 * be zero: no number of runs could prove it, so that it is judged by what was observed.
 */
import { ScenarioError } from '../base/errors.ts';
import type { ScenarioIssue, SourcePosition } from '../base/errors.ts';
import { formatPath } from '../scenario/text/path.ts';
import { didYouMeanOrList } from '../scenario/suggest.ts';
import { parseDuration } from '../scenario/values/duration.ts';
import { parseRate, parseShare } from '../scenario/values/rate.ts';
import type { Estimate, ThresholdResult, ThresholdVerdict } from './result.ts';
import { ofSource, SOURCE_METRICS, THRESHOLD_METRICS } from './threshold-metrics.ts';
import type { JudgedVariant, Quantity, ThresholdMetric } from './threshold-metrics.ts';

export interface Threshold {
  /** Group and condition as written: `latency p99 < 250ms`. */
  readonly expression: string;
  readonly metric: ThresholdMetric;
  /** It needs the figures of a source apart from those of others. */
  readonly isOfSource?: true;
  readonly operator: Operator;
  /** In the unit of the metric's estimate. */
  readonly limit: number;
}

type Conditions = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * Conditions by group, as a scenario has them: `{ "latency": ["p99 < 250ms"] }`, and those on one source of traffic:
 * `{ "traffic": { "users": { "latency": ["p99 < 100ms"] } } }`.
 */
export type ThresholdTexts = Readonly<
  Record<string, readonly string[] | Readonly<Record<string, Conditions>> | undefined>
>;

type Operator = '<' | '<=' | '>' | '>=' | '==';

const CONDITION = /^\s*([\w.-]+)\s*(<=|>=|==|<|>)\s*(\S.*?)\s*$/;

/** A limit's text as a number in the unit of the metric's estimate, or `null`. */
const PARSERS: Readonly<Record<Quantity, (text: string) => number | null>> = {
  duration: parseDuration,
  share: (text) => (text.endsWith('%') ? parseShare(text) : parseNumber(text)),
  count: parseNumber,
  rate: (text) => (text.includes('/') ? parseRate(text) : parseNumber(text)),
};

const EXAMPLES: Readonly<Record<Quantity, string>> = {
  duration: 'a duration such as 250ms or 60s',
  share: 'a share such as 0.1% or 0.001',
  count: 'a number such as 1',
  rate: 'a rate such as 200/s',
};

/** Where a condition was written: its place in a file, and its path there or the option that set it. */
interface ConditionPlace {
  readonly position: SourcePosition | null;
  readonly path: string;
}

/** Steps from the thresholds to a condition: `["latency", 0]`, `["traffic", "users", "latency", 0]`. */
type ConditionPath = readonly (string | number)[];

export interface ThresholdContext {
  /** Where a condition was written, for the messages. */
  readonly placeOf?: (path: ConditionPath) => ConditionPlace;
  /** Names of the sources of traffic; left out: not checked. */
  readonly sources?: readonly string[];
}

/**
 * Reads `{ group: ["metric < limit", …] }`.
 *
 * @throws ScenarioError with everything that is wrong with any of them
 */
export function parseThresholds(
  groups: ThresholdTexts,
  { placeOf = nowhere, sources }: ThresholdContext = {},
): Threshold[] {
  const issues: ScenarioIssue[] = [];
  const thresholds = writtenIn(groups).flatMap(({ source, group, condition, path }) => {
    const found =
      source === null ? parseCondition(group, condition) : parseOfSource(source, group, condition, sources);
    if ('limit' in found) return [found];
    issues.push({ ...placeOf(path), received: JSON.stringify(condition), ...found });
    return [];
  });
  if (issues.length > 0) throw new ScenarioError(issues);
  return thresholds;
}

interface Written {
  /** `null`: all of them. */
  readonly source: string | null;
  readonly group: string;
  readonly condition: string;
  readonly path: ConditionPath;
}

function writtenIn(groups: ThresholdTexts): Written[] {
  const inGroup = (
    source: string | null,
    group: string,
    conditions: readonly string[],
    path: ConditionPath,
  ) => conditions.map((condition, i): Written => ({ source, group, condition, path: [...path, i] }));
  return Object.entries(groups).flatMap(([group, conditions = []]) => {
    if (isList(conditions)) return inGroup(null, group, conditions, [group]);
    return Object.entries(conditions).flatMap(([source, own]) =>
      Object.entries(own).flatMap(([each, list = []]) => inGroup(source, each, list, [group, source, each])),
    );
  });
}

// Array.isArray does not tell readonly arrays from the rest.
function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

// A name may have dots, and so may a metric: `traffic.my.users.latency.p99.9 < 1s`.
const OF_SOURCE = /^\s*traffic\.(.+?)\.(errors|latency|requests)[.\s]\s*(.*)$/s;
const OF_UNKNOWN = /^\s*traffic\.([^.\s]+)[.\s]?(\w*)[.\s]?\s*(.*)$/s;

/**
 * A threshold as one types it, such as `errors.count == 0` or `traffic.users.latency.p99 < 100ms`, as a scenario would
 * write it.
 */
export function typedThreshold(text: string): ThresholdTexts {
  const [, source, own = '', ofOwn = ''] = OF_SOURCE.exec(text) ?? OF_UNKNOWN.exec(text) ?? [];
  if (source !== undefined) return { traffic: { [source]: { [own]: [ofOwn] } } };
  const [, group = '', condition = ''] = /^\s*(\w+)[.\s]\s*(.*)$/s.exec(text) ?? [];
  return { [group]: [condition] };
}

function nowhere(path: ConditionPath): ConditionPlace {
  return { position: null, path: formatPath(['thresholds', ...path]) };
}

type Complaint = Pick<ScenarioIssue, 'expected' | 'hint'>;

function parseCondition(group: string, condition: string): Threshold | Complaint {
  const metrics = ownMember(THRESHOLD_METRICS, group);
  const groups = [...Object.keys(THRESHOLD_METRICS), 'traffic'];
  if (metrics === undefined) {
    return { expected: 'unknown group of thresholds', hint: didYouMeanOrList(group, groups, 'groups') };
  }
  const [, name = '', operator = '', text = ''] = CONDITION.exec(condition) ?? [];
  if (name === '') return { expected: 'expected a metric, one of < <= > >= ==, and a limit', hint: null };
  const metric = ownMember(metrics, name);
  if (metric === undefined) {
    return {
      expected: `${group} has no metric ${name}`,
      hint: didYouMeanOrList(name, Object.keys(metrics), 'metrics'),
    };
  }
  const limit = PARSERS[metric.quantity](text);
  if (limit === null) return { expected: `expected ${EXAMPLES[metric.quantity]} as the limit`, hint: null };
  if (operator === '==' && (metric.quantity !== 'count' || limit !== 0)) {
    return { expected: 'expected < <= > or >=: only a count can be required to be == 0', hint: null };
  }
  return { expression: `${group} ${condition.trim()}`, metric, operator: operator as Operator, limit };
}

function parseOfSource(
  source: string,
  group: string,
  condition: string,
  sources: readonly string[] | undefined,
): Threshold | Complaint {
  if (sources?.includes(source) === false) {
    return {
      expected: `there is no traffic "${source}"`,
      hint: didYouMeanOrList(source, sources, 'sources'),
    };
  }
  const groups = Object.keys(SOURCE_METRICS);
  const names = ownMember(SOURCE_METRICS, group);
  if (names === undefined) {
    return {
      expected: `expected one of the groups of a source: ${groups.join(', ')}`,
      hint: didYouMeanOrList(group, groups, 'groups'),
    };
  }
  const found = parseCondition(group, condition);
  if (!('limit' in found)) return found;
  const [, name = ''] = CONDITION.exec(condition) ?? [];
  if (!names.includes(name)) {
    return {
      expected: `${group} of one source have no metric ${name}`,
      hint: didYouMeanOrList(name, names, 'metrics'),
    };
  }
  const { metric } = found;
  return {
    ...found,
    expression: `traffic.${source}.${found.expression}`,
    metric: ofSource(source, metric),
    isOfSource: true,
  };
}

function parseNumber(text: string): number | null {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

// The names come from a user, who may write `constructor`.
function ownMember<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** One verdict per threshold, on one variant. */
export function judge(thresholds: readonly Threshold[], variant: JudgedVariant): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const observed = threshold.metric.read(variant);
    return {
      expression: threshold.expression,
      variant: variant.name,
      verdict: verdict(threshold, observed, variant),
      observed,
      limit: threshold.limit,
    };
  });
}

function verdict(threshold: Threshold, observed: Estimate, variant: JudgedVariant): ThresholdVerdict {
  const isDuration = threshold.metric === THRESHOLD_METRICS['rollout']?.['duration'];
  if (isDuration && variant.flags.includes('rollout-incomplete'))
    return ofUnfinishedRollout(threshold, variant);
  if (forbidsAny(threshold) && observed.mean !== null) return observed.mean === 0 ? 'pass' : 'fail';
  if (observed.ci95 === null) return 'undecided';
  const [low, high] = observed.ci95;
  if (holds(threshold, low) && holds(threshold, high)) return 'pass';
  return holds(threshold, low) || holds(threshold, high) ? 'undecided' : 'fail';
}

/** The mean leaves out the rollouts that did not end, the longest ones: it decides nothing, unless none of them ended. */
function ofUnfinishedRollout({ operator }: Threshold, { summary }: JudgedVariant): ThresholdVerdict {
  const noneEnded = summary.rollout?.durationMs.mean === null;
  return noneEnded && operator.startsWith('<') ? 'fail' : 'undecided';
}

/** Whether the limit is "none at all", in any run. */
function forbidsAny({ metric, operator, limit }: Threshold): boolean {
  return metric.quantity === 'count' && limit === 0 && (operator === '==' || operator === '<=');
}

function holds({ operator, limit }: Threshold, value: number): boolean {
  if (operator === '<') return value < limit;
  if (operator === '<=') return value <= limit;
  if (operator === '>') return value > limit;
  return operator === '>=' ? value >= limit : value === limit;
}
