/**
 * Reads a stored result.json back: version and shape are checked as far as a report needs them, so that a wrong file
 * is named as such instead of failing somewhere in a chart. The figures themselves are taken as they are.
 */
import { ScenarioError } from '../base/errors.ts';
import type { ScenarioIssue } from '../base/errors.ts';
import { RESULT_VERSION } from './result.ts';
import type { Result } from './result.ts';

type Kind = 'object' | 'array' | 'string' | 'boolean' | 'number';
type Shape = readonly (readonly [path: string, kind: Kind])[];

const RESULT_SHAPE: Shape = [
  ['tool.name', 'string'],
  ['tool.version', 'string'],
  ['scenario.title', 'string'],
  ['scenarioHash', 'string'],
  ['seed', 'string'],
  ['partial', 'boolean'],
  ['variants', 'array'],
  ['thresholds', 'array'],
  ['notes', 'array'],
];

const VARIANT_SHAPE: Shape = [
  ['name', 'string'],
  ['set', 'object'],
  ['summary.requests', 'object'],
  ['summary.errorRate', 'object'],
  ['summary.errors', 'object'],
  ['summary.causes', 'object'],
  ['summary.latencyMs', 'object'],
  ['flags', 'array'],
  ['losses', 'array'],
  ['replications', 'array'],
  ['series.intervalMs', 'number'],
  ['series.timeMs', 'array'],
  ['latencyHistogram.count', 'array'],
  ['pods', 'array'],
  ['timeline', 'array'],
];

const POD_SHAPE: Shape = [
  ['name', 'string'],
  ['workload', 'string'],
  ['phases', 'array'],
];

/**
 * The result stored in `text`, the content of `file`.
 *
 * @throws ScenarioError where it is no JSON, no result, or of another version of the format
 */
export function readResult(text: string, file: string): Result {
  const value = parseJson(text, file);
  const version = memberAt(value, 'version');
  // A scenario has a version as well, but it names no tool.
  if (version !== RESULT_VERSION || memberAt(value, 'tool') === undefined) {
    const expected = `expected a result of version ${RESULT_VERSION}, as "simulate" writes it to result.json`;
    throw new ScenarioError([issue(file, 'version', expected, version)]);
  }
  const issues = mismatches(value, RESULT_SHAPE, file, '');
  const variants = memberAt(value, 'variants');
  if (Array.isArray(variants)) {
    if (variants.length === 0)
      issues.push(issue(file, 'variants', 'expected at least one variant', variants));
    variants.forEach((variant, i) => issues.push(...variantMismatches(variant, file, `variants[${i}].`)));
  }
  if (issues.length > 0) throw new ScenarioError(issues);
  return value as Result;
}

/** Of its pods only the first one is looked at: they are all written by the same hand. */
function variantMismatches(variant: unknown, file: string, prefix: string): ScenarioIssue[] {
  const issues = mismatches(variant, VARIANT_SHAPE, file, prefix);
  const pods = memberAt(variant, 'pods');
  if (!Array.isArray(pods) || pods.length === 0) return issues;
  return [...issues, ...mismatches(pods[0], POD_SHAPE, file, `${prefix}pods[0].`)];
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ScenarioError([issue(file, '', 'expected the JSON text of a result.json', undefined)]);
  }
}

function mismatches(value: unknown, shape: Shape, file: string, prefix: string): ScenarioIssue[] {
  return shape.flatMap(([path, kind]) => {
    const member = memberAt(value, path);
    return kindOf(member) === kind ? [] : [issue(file, prefix + path, `expected ${article(kind)}`, member)];
  });
}

function memberAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((holder, key) => {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
    return (holder as Record<string, unknown>)[key];
  }, value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(kind: Kind): string {
  return /^[ao]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function issue(file: string, path: string, expected: string, value: unknown): ScenarioIssue {
  const received = value === undefined ? null : JSON.stringify(value).slice(0, 60);
  return { position: { file, line: 1, column: 1 }, path, expected, received, hint: null };
}
