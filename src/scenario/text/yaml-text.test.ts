import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../base/errors.ts';
import { newProblems } from '../problems.ts';
import { parseYamlText } from './yaml-text.ts';

function read(text: string) {
  const problems = newProblems();
  const documents = parseYamlText('x.yaml', text, problems);
  return {
    documents,
    messages: problems.issues.map(formatIssue),
    warnings: problems.warnings.map(formatIssue),
  };
}

describe('parseYamlText', () => {
  it('reads several documents and skips empty ones', () => {
    const { documents, messages } = read('---\na: 1\n---\n# nothing\n---\nb: [2, {c: 3}]\n---\n');
    expect(messages).toEqual([]);
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: [2, { c: 3 }] }]);
    expect(documents[1]!.locate(['b', 1, 'c'])).toEqual({ file: 'x.yaml', line: 6, column: 12 });
    expect(documents[1]!.locateKey(['b', 1, 'c'])).toEqual({ file: 'x.yaml', line: 6, column: 9 });
    expect(documents[1]!.locate(['b', 1, 'missing'])).toEqual({ file: 'x.yaml', line: 6, column: 8 });
  });

  it('reports duplicate keys and goes on', () => {
    const { documents, messages } = read('a: 1\na: 2\n');
    expect(messages).toEqual(['x.yaml:2:1: expected each key once']);
    expect(documents).toHaveLength(1);
  });

  it('reports a tab, once per document, and still reads the others', () => {
    const { documents, messages } = read('a:\n\tb: 1\n\tc: 2\n---\nd: 1\n');
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^x\.yaml:2:1: .*tab/);
    expect(documents.map(({ value }) => value)).toEqual([{ d: 1 }]);
  });

  it('refuses an alias bomb', () => {
    const levels = 'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]!},`.repeat(9)}]`);
    const { documents, messages } = read(['a: &a [x,x,x,x,x,x,x,x,x]', ...levels].join('\n'));
    expect(documents).toEqual([]);
    expect(messages).toEqual(['x.yaml:2:8: expected aliases that do not multiply beyond 100 copies']);
  });

  it('follows aliases and merge keys, also when pointing', () => {
    const { documents, messages } = read('base: &base {a: 1}\nother:\n  <<: *base\n  b: 2\nsame: *base\n');
    expect(messages).toEqual([]);
    expect(documents[0]!.value).toEqual({ base: { a: 1 }, other: { a: 1, b: 2 }, same: { a: 1 } });
    expect(documents[0]!.locate(['same', 'a'])).toEqual({ file: 'x.yaml', line: 1, column: 17 });
  });

  it('points out words that Kubernetes reads as booleans', () => {
    const { documents, warnings } = read('a: yes\nb: "on"\nc: true\nd: Off\n');
    expect(documents[0]!.value).toEqual({ a: 'yes', b: 'on', c: true, d: 'Off' });
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^x\.yaml:1:4: .*read yes as a boolean/);
    expect(warnings[1]).toMatch(/^x\.yaml:4:4: /);
  });

  it('keeps __proto__ out of the data', () => {
    const { documents, messages } = read('a:\n  __proto__: {polluted: true}\n');
    expect(messages).toEqual(['x.yaml:2:3: unknown key (got "__proto__")']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(documents[0]!.value).toEqual({ a: {} });
  });

  it('merges maps, aliases of maps and lists of them, and refuses anything else', () => {
    const { documents, messages } = read('base: &b {x: 1}\na: {<<: *b, y: 2}\nc: {<<: [*b, {z: 3}]}\n');
    expect(messages).toEqual([]);
    expect(documents[0]!.value).toEqual({ base: { x: 1 }, a: { x: 1, y: 2 }, c: { x: 1, z: 3 } });
    for (const odd of ['5', 'hello', '[1]', '[[{x: 1}]]', 'null']) {
      expect(read(`a:\n  <<: ${odd}\n`).messages).toEqual([
        'x.yaml:2:3: expected a map, or an alias of one, to merge',
      ]);
    }
  });

  it('refuses aliases that nest what is written flat', () => {
    const wrap = (name: string) => `${'['.repeat(30)}*${name}${']'.repeat(30)}`;
    const lines = Array.from({ length: 4 }, (_, i) => `k${i + 1}: &k${i + 1} ${wrap(`k${i}`)}`);
    const { documents, messages } = read(['k0: &k0 [1]', ...lines].join('\n'));
    expect(documents).toEqual([]);
    expect(messages).toEqual(['x.yaml:2:39: expected at most 100 levels of nesting']);
  });

  it.each([
    ['flow', '['.repeat(1_000_000)],
    ['block', `${'- '.repeat(1_000_000)}1`],
    ['moderate', `${'['.repeat(300)}1${']'.repeat(300)}`],
  ])('refuses deep %s nesting without a stack trace', (_name, text) => {
    const { documents, messages } = read(text);
    expect(documents).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('100 levels of nesting');
  });
});
