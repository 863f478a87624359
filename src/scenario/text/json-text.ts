/**
 * JSON, with comments and trailing commas allowed, into plain data with positions. Duplicate keys, `__proto__` and
 * nesting beyond reason are mistakes. YAML is read elsewhere: a YAML parser misreads commented JSON without a word.
 */
import { parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { addIssue } from '../problems.ts';
import type { Problems } from '../problems.ts';
import { formatPath } from './path.ts';
import type { Path } from './path.ts';
import { MAX_DEPTH, positionsIn } from './source.ts';
import type { SourceDocument } from './source.ts';

type Position = ReturnType<typeof positionsIn>;

/** `null` after reporting why the text is not JSON. */
export function parseJsonText(file: string, text: string, problems: Problems): SourceDocument | null {
  const position = positionsIn(file, text);
  const tooDeep = depthExceededAt(text);
  if (tooDeep !== null) {
    const expected = `expected at most ${MAX_DEPTH} levels of nesting`;
    addIssue(problems, { position: position(tooDeep), expected });
    return null;
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const offset = first?.offset ?? 0;
    const expected = first === undefined ? 'expected a JSON value' : syntaxMessage(first);
    addIssue(problems, { position: position(offset), expected, received: wordAt(text, offset) });
    return null;
  }
  reportKeys(root, [], position, problems);
  return {
    file,
    value: dataOf(text),
    locate: (path) => position(nearestNode(root, path).offset),
    locateKey: (path) => {
      const property = nodeAt(root, path)?.parent;
      return position((property?.type === 'property' ? property : nearestNode(root, path)).offset);
    },
  };
}

/** JSON.parse is ten times faster and exact; only comments and trailing commas need the tolerant parser. */
function dataOf(text: string): unknown {
  try {
    return JSON.parse(text, text.includes('__proto__') ? dropProto : undefined);
  } catch {
    return parse(text, [], { allowTrailingComma: true });
  }
}

/** Reported as an unknown key already. */
function dropProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

/** Offset of the bracket that opens one level too many, or `null`. Skips strings and comments. */
function depthExceededAt(text: string): number | null {
  const tokens = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|[[\]{}]/g;
  let depth = 0;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '[' || token === '{') {
      depth++;
      if (depth > MAX_DEPTH) return match.index;
    } else if (token === ']' || token === '}') depth--;
  }
  return null;
}

const SYNTAX_WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'expected a JSON value (a string in double quotes, a number, true, false, null, [ or {)',
  InvalidNumberFormat: 'expected a number',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected "," between two members',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file: a JSON file holds one value',
  UnexpectedEndOfString: 'expected a closing double quote',
  UnexpectedEndOfComment: 'expected "*/", the end of the comment',
  UnexpectedEndOfNumber: 'expected the rest of a number',
  InvalidCharacter: 'expected no control characters inside a string',
  InvalidEscapeCharacter: 'expected a valid escape after "\\"',
  InvalidUnicode: 'expected four hexadecimal digits after "\\u"',
};

function syntaxMessage(error: ParseError): string {
  const code = printParseErrorCode(error.error);
  return SYNTAX_WORDS[code] ?? `expected JSON (${code})`;
}

/** The word at `offset`, to show what was found instead. */
function wordAt(text: string, offset: number): string | null {
  const word = /^[^\s,:[\]{}"]{1,30}|^\S/.exec(text.slice(offset, offset + 30));
  return word === null ? null : word[0];
}

/** Reports duplicate keys and `__proto__`, which JSON.parse would take without a word. */
function reportKeys(node: Node, path: Path, position: Position, problems: Problems): void {
  if (node.type === 'array')
    (node.children ?? []).forEach((child, i) => reportKeys(child, [...path, i], position, problems));
  if (node.type !== 'object') return;
  const seen = new Set<string>();
  for (const { children } of node.children ?? []) {
    const [keyNode, value] = children ?? [];
    if (keyNode === undefined || value === undefined) continue;
    const key = String(keyNode.value);
    const below = [...path, key];
    const expected = seen.has(key) ? 'expected each key once' : 'unknown key';
    if (seen.has(key) || key === '__proto__') {
      addIssue(problems, {
        position: position(keyNode.offset),
        path: formatPath(below),
        expected,
        received: JSON.stringify(key),
      });
    }
    seen.add(key);
    reportKeys(value, below, position, problems);
  }
}

function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    node = childOf(node, step);
    if (node === undefined) return undefined;
  }
  return node;
}

function nearestNode(root: Node, path: Path): Node {
  let node = root;
  for (const step of path) {
    const child = childOf(node, step);
    if (child === undefined) return node;
    node = child;
  }
  return node;
}

function childOf(node: Node, step: string | number): Node | undefined {
  if (typeof step === 'number') return node.type === 'array' ? node.children?.[step] : undefined;
  if (node.type !== 'object') return undefined;
  return node.children?.find(({ children }) => children?.[0]?.value === step)?.children?.[1];
}
