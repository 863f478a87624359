/**
 * JSON texts of one form: the text of result.json, made for reading and comparing line by line, and the canonical
 * text a scenario is hashed by. Numbers are printed as JSON.stringify prints them; NaN and infinities become null.
 */
import { createHash } from 'node:crypto';
import type { Result } from './result.ts';

const LINE_WIDTH = 110;

/** The text of result.json: two-space indents, but what fits on a line, and every list of plain values, on one. */
export function resultText(result: Result): string {
  return `${pretty(result, 0)}\n`;
}

/** SHA-256, in hex, of the scenario's canonical JSON without seed and replications: what was simulated, not how often. */
export function scenarioHash(scenario: Readonly<Record<string, unknown>>): string {
  const { seed: _seed, replications: _replications, ...question } = scenario;
  return createHash('sha256').update(canonicalJson(question)).digest('hex');
}

/** JSON without white space, with the keys of every object in the order of their code units. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isObject(part) ? sortedByKey(part) : part));
}

function sortedByKey(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = Object.keys(object).toSorted((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}

function pretty(value: unknown, depth: number): string {
  if (!isObject(value) && !Array.isArray(value)) return plain(value);
  const parts = Array.isArray(value) ? value : Object.values(value);
  const flat = parts.every((part) => typeof part !== 'object' || part === null);
  if (flat) {
    const line = onOneLine(value);
    if (Array.isArray(value) || line.length + 2 * depth < LINE_WIDTH) return line;
  }
  return onManyLines(value, depth);
}

function onOneLine(value: Readonly<Record<string, unknown>> | readonly unknown[]): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  const members = membersOf(value as Record<string, unknown>).map(([key, part]) => `${key}: ${plain(part)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function onManyLines(value: Readonly<Record<string, unknown>> | readonly unknown[], depth: number): string {
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Array.isArray(value)
    ? value.map((part) => pretty(part, depth + 1))
    : membersOf(value as Record<string, unknown>).map(([key, part]) => `${key}: ${pretty(part, depth + 1)}`);
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${lines.map((line) => indent + line).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

/** Members that JSON has, with their keys quoted. */
function membersOf(object: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(object)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => [JSON.stringify(key), part]);
}

function plain(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
