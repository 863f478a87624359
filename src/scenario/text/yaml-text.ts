/**
 * YAML, of any number of documents, into plain data with positions. YAML 1.2 with merge keys: `yes` and `on` are
 * strings here, where Kubernetes' own tools read booleans, so they are pointed out. Aliases are bounded.
 */
import { Composer, isAlias, isMap, isNode, isScalar, isSeq, Lexer, Parser, visit } from 'yaml';
import type { CST, Document } from 'yaml';
import { addIssue, addWarning } from '../problems.ts';
import type { Problems } from '../problems.ts';
import type { Path } from './path.ts';
import { MAX_DEPTH, positionsIn } from './source.ts';
import type { SourceDocument } from './source.ts';

type Position = ReturnType<typeof positionsIn>;

/** The documents that hold something; documents with a mistake in their syntax are reported and left out. */
export function parseYamlText(file: string, text: string, problems: Problems): SourceDocument[] {
  const position = positionsIn(file, text);
  const tokens = parseTokens(text, position, problems);
  if (tokens === null) return [];
  const documents = [...new Composer({ merge: true, prettyErrors: false }).compose(tokens)];
  return documents.flatMap((document) => {
    if (!checkSyntax(document, position, problems) || document.contents === null) return [];
    reportWords(document, position, problems);
    const value = plainData(document, position, problems);
    return value === null || value === undefined ? [] : [sourceOf(file, document, value, position)];
  });
}

/**
 * Syntax as a flat list of documents; `null` after reporting nesting beyond reason. The parser keeps a stack of its
 * own and can be stopped in time; composing its result is recursive, and would exhaust the stack of the process.
 */
function parseTokens(text: string, position: Position, problems: Problems): CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length <= MAX_DEPTH + 2) continue;
    addIssue(problems, { position: position(parser.offset), expected: TOO_DEEP });
    return null;
  }
  return [...tokens, ...parser.end()];
}

const TOO_DEEP = `expected at most ${MAX_DEPTH} levels of nesting`;

const SYNTAX_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'expected each key once',
  TAB_AS_INDENT: 'expected spaces: YAML does not allow tabs as indentation',
  BAD_INDENT: 'expected the indentation of the lines above',
  MULTIPLE_DOCS: 'expected one document',
};

/** Whether the data can be used. Syntax errors follow from each other, so only the first is shown. */
function checkSyntax(document: Document.Parsed, position: Position, problems: Problems): boolean {
  const duplicates = document.errors.filter(isDuplicate);
  const first = document.errors.find((error) => !isDuplicate(error));
  for (const { code, message, pos } of first === undefined ? duplicates : [first, ...duplicates]) {
    const expected = SYNTAX_WORDS[code] ?? `expected YAML: ${message}`;
    addIssue(problems, { position: position(pos[0]), expected });
  }
  return first === undefined;
}

function isDuplicate({ code }: { readonly code: string }): boolean {
  return code === 'DUPLICATE_KEY';
}

/** Reports reserved keys (and removes them), and words that YAML 1.1 reads otherwise. */
function reportWords(document: Document.Parsed, position: Position, problems: Problems): void {
  visit(document, {
    Pair(_key, pair) {
      if (!isScalar(pair.key)) return undefined;
      const at = position(startOf(pair.key));
      if (pair.key.source === '<<' && !isMergeable(pair.value, document)) {
        addIssue(problems, { position: at, expected: 'expected a map, or an alias of one, to merge' });
        return visit.REMOVE;
      }
      if (pair.key.value !== '__proto__') return undefined;
      addIssue(problems, { position: at, expected: 'unknown key', received: '"__proto__"' });
      return visit.REMOVE;
    },
    Scalar(_key, { type, value, range }) {
      if (type !== 'PLAIN' || typeof value !== 'string' || !/^(?:yes|no|on|off)$/i.test(value)) return;
      const expected = `expected quotes: Kubernetes' tools read ${value} as a boolean, here it is a string`;
      addWarning(problems, { position: position(range?.[0] ?? 0), expected, received: value });
    },
  });
}

/** `undefined` when aliases multiply, or nest, beyond reason. */
function plainData(document: Document.Parsed, position: Position, problems: Problems): unknown {
  let expected = TOO_DEEP;
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (!isDeeperThan(value, MAX_DEPTH)) return value;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    expected = 'expected aliases that do not multiply beyond 100 copies';
  }
  addIssue(problems, { position: position(firstAlias(document)), expected });
  return undefined;
}

/** Whether `<<` can take it in: a map, an alias of one, or a list of such. */
function isMergeable(value: unknown, document: Document.Parsed): boolean {
  const target = isAlias(value) ? value.resolve(document) : value;
  return (
    isMap(target) ||
    (isSeq(target) && target.items.every((item) => !isSeq(item) && isMergeable(item, document)))
  );
}

/** Aliases can nest what is written flat. Breadth first, so without recursion. */
function isDeeperThan(root: unknown, levels: number): boolean {
  let level: readonly unknown[] = [root];
  for (let depth = 0; depth <= levels && level.length > 0; depth++) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return level.length > 0;
}

function firstAlias(document: Document.Parsed): number {
  let offset = 0;
  visit(document, {
    Alias(_key, node) {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function sourceOf(
  file: string,
  document: Document.Parsed,
  value: unknown,
  position: Position,
): SourceDocument {
  return {
    file,
    value,
    locate: (path) => position(startOf(walk(document, path).node)),
    locateKey: (path) => {
      const { node, key } = walk(document, path);
      return position(startOf(key ?? node));
    },
  };
}

interface Walk {
  /** The node at the path, or the last one on the way to it. */
  readonly node: unknown;
  /** The key of the member at the path, where there is one. */
  readonly key: unknown;
}

function walk(document: Document.Parsed, path: Path): Walk {
  let node: unknown = document.contents;
  let key: unknown = null;
  for (const step of path) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(holder) ? holder.items.find((each) => keyText(each.key) === String(step)) : undefined;
    const child: unknown = isSeq(holder) ? holder.items[Number(step)] : pair?.value;
    if (!isNode(child)) return { node: pair?.key ?? node, key: pair?.key ?? null };
    node = child;
    key = pair?.key ?? null;
  }
  return { node, key };
}

function keyText(key: unknown): string | null {
  return isScalar(key) ? String(key.value) : null;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
