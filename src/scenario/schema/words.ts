/**
 * The sentences for mistakes that a schema does not word itself. Installed for each parse, never globally.
 */
import type * as z from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** Message of an issue: what was expected. */
export function words(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return (
        (issue.input === undefined ? 'required: ' : '') +
        `expected ${TYPES[issue.expected] ?? issue.expected}`
      );
    case 'too_small':
      return `expected ${amount(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`;
    case 'too_big':
      return `expected ${amount(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`;
    case 'invalid_value':
      return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((v) => JSON.stringify(v)).join(', ')}`;
    case 'unrecognized_keys':
      return 'unknown key';
    default:
      return `expected a valid value (${issue.code})`;
  }
}

function amount(origin: string, comparison: string, limit: number | bigint): string {
  if (origin === 'array' || origin === 'set')
    return `${comparison} ${limit} element${limit === 1 ? '' : 's'}`;
  if (origin === 'string') return `${comparison} ${limit} character${limit === 1 ? '' : 's'}`;
  return `a number of ${comparison} ${limit}`;
}
