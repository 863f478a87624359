import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../base/errors.ts';
import { newProblems } from '../problems.ts';
import { parseJsonText } from './json-text.ts';

function read(text: string) {
  const problems = newProblems();
  const document = parseJsonText('x.json', text, problems);
  return { document, messages: problems.issues.map(formatIssue) };
}

describe('parseJsonText', () => {
  it('reads comments and trailing commas', () => {
    const { document, messages } = read('{ // a\n "a": [1, 2,], /* b */ "b": {"c": null,}, }');
    expect(messages).toEqual([]);
    expect(document?.value).toEqual({ a: [1, 2], b: { c: null } });
  });

  it('knows where values and keys stand, or their nearest ancestor', () => {
    const { document } = read('{\n  "a": {\n    "b": [10,\n 20] } }');
    expect(document?.locate(['a', 'b', 1])).toEqual({ file: 'x.json', line: 4, column: 2 });
    expect(document?.locateKey(['a', 'b'])).toEqual({ file: 'x.json', line: 3, column: 5 });
    expect(document?.locate(['a', 'missing', 'deep'])).toEqual({ file: 'x.json', line: 2, column: 8 });
    expect(document?.locate(['a', 'b', 7])).toEqual({ file: 'x.json', line: 3, column: 10 });
  });

  it('points at the character after CRLF line ends', () => {
    const { document } = read('{\r\n  "a": 1,\r\n  "b": 2 }');
    expect(document?.locate(['b'])).toEqual({ file: 'x.json', line: 3, column: 8 });
  });

  it.each(['NaN', 'Infinity', '-Infinity', 'undefined', "'a'"])('refuses %s', (literal) => {
    const { document, messages } = read(`{\n "a": ${literal} }`);
    expect(document).toBeNull();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^x\.json:2:/);
  });

  it('reports every duplicate key and goes on', () => {
    const { document, messages } = read('{"a": 1,\n"b": {"c": 1, "c": 2},\n"a": 3}');
    expect(document?.value).toEqual({ a: 3, b: { c: 2 } });
    expect(messages).toEqual([
      'x.json:2:15: b.c: expected each key once (got "c")',
      'x.json:3:1: a: expected each key once (got "a")',
    ]);
  });

  it('reports __proto__ and keeps it out of the data', () => {
    const { document, messages } = read('{"a": {"__proto__": {"polluted": true}}}');
    expect(messages).toEqual([
      'x.json:1:8: a["__proto__"]: unknown key (got "__proto__")'.replace('["__proto__"]', '.__proto__'),
    ]);
    expect(Object.keys(document?.value as object)).toEqual(['a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('survives a megabyte of brackets', () => {
    const { document, messages } = read('['.repeat(1 << 20));
    expect(document).toBeNull();
    expect(messages).toEqual(['x.json:1:101: expected at most 100 levels of nesting']);
  });

  it('does not count brackets in strings and comments', () => {
    const { messages } = read(`{"a": "${'['.repeat(500)}" /* ${'{'.repeat(500)} */}`);
    expect(messages).toEqual([]);
  });

  it('shows one syntax error, not its consequences', () => {
    const { messages } = read('{"a": 1 "b": 2,, "c" 3}');
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('expected "," between two members');
  });
});
