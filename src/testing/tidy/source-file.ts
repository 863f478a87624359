/**
 * Reads the project's sources for the tidy rules: text, blanked text and imports of each file. It judges nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { blank } from './blank.ts';

/** One import or re-export. */
export interface Import {
  /** Path from the root of the sources for a file of ours (`kernel/random.ts`), else the specifier as written. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Erased by the compiler. */
  readonly isTypeOnly: boolean;
}

/** One file of src/. */
export interface SourceFile {
  /** From the root of the sources, with slashes: `kernel/random.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and contents of literals, see blank.ts. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every TypeScript file below `root`, in the order of their paths. */
export function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => sourceFile(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** One source from its text. */
export function sourceFile(path: string, text: string): SourceFile {
  const { uncommented, code } = blank(text);
  return {
    path,
    text,
    code,
    imports: [...staticImports(path, uncommented), ...dynamicImports(path, uncommented)],
  };
}

/** Tests may do what the sources they test may not. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('testing/');
}

const STATIC_IMPORT = /^(?:import|export)\s+(type\s+)?(?:([\w*{][^'"`;]*?)\s*from\s*)?'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'/g;

function staticImports(path: string, uncommented: string): Import[] {
  return [...uncommented.matchAll(STATIC_IMPORT)].map(([, type, names, specifier]) => {
    const isTypeOnly = type !== undefined || onlyTypes(names ?? '');
    return resolved(path, specifier!, isTypeOnly);
  });
}

function dynamicImports(path: string, uncommented: string): Import[] {
  return [...uncommented.matchAll(DYNAMIC_IMPORT)].map(([, specifier]) => resolved(path, specifier!, false));
}

/** `{ type A, type B }` */
function onlyTypes(names: string): boolean {
  const inBraces = /^\{([\s\S]*)\}$/.exec(names)?.[1]?.split(',') ?? [];
  const named = inBraces.map((name) => name.trim()).filter((name) => name !== '');
  return named.length > 0 && named.every((name) => name.startsWith('type '));
}

function resolved(path: string, specifier: string, isTypeOnly: boolean): Import {
  const isOurs = specifier.startsWith('.');
  const target = isOurs ? posix.join(posix.dirname(path), specifier) : specifier;
  return { target, isOurs, isTypeOnly };
}
