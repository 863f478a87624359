/** The outward shape of a source: its name, header, length, and the lengths of its functions. */
import { isTest, type SourceFile } from './source-file.ts';

/** The ratchet: these numbers may be lowered, never raised. Tests are exempt from the lengths of functions. */
const RATCHET = {
  fileLines: 400,
  medianFileLines: 150,
  functionLines: 70,
  /** Nine functions in ten are no longer. */
  functionLinesP90: 40,
} as const;

/** A function as far as lines tell. */
export interface FunctionSpan {
  readonly path: string;
  /** Line of the opening brace, from 1. */
  readonly line: number;
  readonly lines: number;
}

/** Problems of one file, as sentences. */
export function shapeProblems(file: SourceFile): string[] {
  const { path, text, code } = file;
  const problems: string[] = [];
  const name = path.split('/').at(-1)!;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?\.ts$/.test(name))
    problems.push('its name is not in kebab-case');
  if (!isTest(path) && !/^(?:#!.*\n)?\/\*\*/.test(text))
    problems.push('has no header comment (what it is for, and what not)');
  if (/\bexport\s+default\b/.test(code)) problems.push('has a default export; name it');
  if (/\b(?:it|test|describe|suite)\.(?:skip|only|todo|skipIf|runIf)\b/.test(code)) {
    problems.push('skips or focuses a test; mend it or delete it');
  }
  const lines = lineCount(text);
  if (lines > RATCHET.fileLines)
    problems.push(`has ${lines} lines, more than ${RATCHET.fileLines}; split it`);
  for (const span of functionSpans(file)) {
    if (span.lines <= RATCHET.functionLines) continue;
    problems.push(
      `line ${span.line}: a function of ${span.lines} lines, more than ${RATCHET.functionLines}; split it`,
    );
  }
  return problems.map((problem) => `${path}: ${problem}`);
}

/** Problems of the sources together: half the files and nine functions in ten are short. */
export function proportionProblems(files: readonly SourceFile[]): string[] {
  const sources = files.filter(({ path }) => !isTest(path));
  const medianLines = quantile(
    sources.map(({ text }) => lineCount(text)),
    0.5,
  );
  const p90 = quantile(
    sources.flatMap(functionSpans).map(({ lines }) => lines),
    0.9,
  );
  const problems: string[] = [];
  if (medianLines > RATCHET.medianFileLines) problems.push(`the median file has ${medianLines} lines`);
  if (p90 > RATCHET.functionLinesP90) problems.push(`one function in ten has more than ${p90} lines`);
  return problems;
}

/**
 * The functions and methods with a body of several lines. Relies on prettier: a body's opening brace ends its line, and
 * the closing one stands at the same indentation.
 */
export function functionSpans({ path, code }: SourceFile): FunctionSpan[] {
  if (isTest(path)) return [];
  const lines = code.split('\n');
  return lines.flatMap((line, index) => {
    if (!opensFunction(line)) return [];
    const indentation = /^ */.exec(line)![0];
    const rest = lines.slice(index + 1).findIndex((later) => later.startsWith(`${indentation}}`));
    return rest === -1 ? [] : [{ path, line: index + 1, lines: rest + 2 }];
  });
}

const STATEMENT = /^\s*(?:\}\s*)?(?:if|for|while|switch|catch|else|do|try)\b/;

function opensFunction(line: string): boolean {
  if (STATEMENT.test(line)) return false;
  return /(?:=>|\)(?::[^=;]*)?) \{\s*$/.test(line);
}

function lineCount(text: string): number {
  return text.trimEnd().split('\n').length;
}

function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(Math.ceil(q * values.length) - 1, 0)] ?? 0;
}
