/**
 * Blanks out what is not code, so that the tidy rules can search a source with plain regular expressions: comments,
 * and on demand the contents of strings, templates and regular expressions. Lines keep their places and lengths. It
 * understands what prettier prints of TypeScript; it is a scanner, not a parser.
 */

/** A source in two degrees of blanking, both as long as the original. */
export interface Blanked {
  /** Without comments. */
  readonly uncommented: string;
  /** Without comments and without the contents of literals; what stands in `${}` within a template stays. */
  readonly code: string;
}

const COMMENT = String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)`;
const STRING = String.raw`(?<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")`;
// A slash begins a regular expression where an operand is due, and divides elsewhere.
const OPERAND_DUE = String.raw`(?<=(?:^|[(,=:[!&|?{};>]|\breturn)\s*)`;
const CHARACTER_CLASS = String.raw`\[(?:\\.|[^\]\\\n])*\]`;
const PATTERN = String.raw`(?<pattern>${OPERAND_DUE}\/(?:\\.|${CHARACTER_CLASS}|[^/\\\n[])+\/)`;
const TEMPLATE_TAIL = String.raw`(?:\\[\s\S]|\$(?!\{)|[^\`\\$])*(?:\`|\$\{)`;
const TOKEN = new RegExp(`${COMMENT}|${STRING}|${PATTERN}|(?<template>\`${TEMPLATE_TAIL})|[{}]`, 'gm');
const RESUMED_TEMPLATE = new RegExp(`\\}${TEMPLATE_TAIL}`, 'y');

/** Blanks comments, and literals, of one source. */
export function blank(text: string): Blanked {
  const uncommented = [...spans(text, (kind) => kind === 'comment')].join('');
  const code = [...spans(text, () => true)].join('');
  return { uncommented, code };
}

/** The text in pieces, with the literals that `isBlanked` blanked; their delimiters stay, except a comment's. */
function* spans(text: string, isBlanked: (kind: string) => boolean): Generator<string> {
  let from = 0;
  for (const { kind, at, found } of literals(text)) {
    yield text.slice(from, at);
    from = at + found.length;
    if (!isBlanked(kind)) yield found;
    else if (kind === 'comment') yield spaces(found);
    else yield found[0]! + spaces(found.slice(1, -1)) + found.at(-1)!;
  }
  yield text.slice(from);
}

interface Literal {
  readonly kind: string;
  readonly at: number;
  readonly found: string;
}

function* literals(text: string): Generator<Literal> {
  // For each open brace, whether it is the `${` of a template.
  const braces: boolean[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    let found = match[0];
    let kind = Object.entries(match.groups ?? {}).find(([, group]) => group !== undefined)?.[0];
    if (found === '{') braces.push(false);
    if (found === '}' && braces.pop() === true) {
      RESUMED_TEMPLATE.lastIndex = match.index;
      found = RESUMED_TEMPLATE.exec(text)?.[0] ?? found;
      kind = 'template';
      TOKEN.lastIndex = match.index + found.length;
    }
    if (kind === undefined) continue;
    if (kind === 'template' && found.endsWith('${')) braces.push(true);
    yield { kind, at: match.index, found };
  }
}

function spaces(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
