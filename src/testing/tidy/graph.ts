/** What only the whole tree can show: files that nobody imports, and imports that go in a circle. */
import { isTest, type SourceFile } from './source-file.ts';

/** Files that are started or bundled by name, so that nobody has to import them; with the reason. */
export const ENTRY_POINTS: Readonly<Record<string, string>> = {
  'index.ts': 'the library',
  'cli/main.ts': 'the program, started by src/bin/simulate.mjs',
  'experiment/worker.ts': 'a thread, started by experiment/worker-pool.ts',
  'testing/check-page.ts': 'a program, started by the continuous integration',
  'testing/validate/main.ts': 'a program, started by hand',
  'testing/conformance/main.ts': 'a program, started by hand',
  'testing/resume/main.ts': 'a program, started by hand',
  'testing/check-deopts.ts': 'a program, started by the continuous integration',
  'testing/check-allocation.ts': 'a program, started by its test',
};

/** Bundled for the browser by src/bin/build.mjs. */
const BROWSER_ENTRIES = 'report/browser/';

/** Sources that no entry point reaches. What only tests reach counts as unused, unless it lies in testing/. */
export function unusedProblems(files: readonly SourceFile[]): string[] {
  const used = reachable(files, files.filter(isEntry));
  const usedByTests = reachable(
    files,
    files.filter(({ path }) => path.endsWith('.test.ts')),
  );
  return files
    .map(({ path }) => path)
    .filter((path) => !path.endsWith('.test.ts'))
    .filter((path) => !used.has(path) && !(path.startsWith('testing/') && usedByTests.has(path)))
    .map((path) => `${path}: nobody imports it; delete it, or list it among the entry points`);
}

function isEntry({ path }: SourceFile): boolean {
  return path in ENTRY_POINTS || path.startsWith(BROWSER_ENTRIES);
}

function reachable(files: readonly SourceFile[], from: readonly SourceFile[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const left = from.map(({ path }) => path);
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    left.push(
      ...(byPath.get(path)?.imports ?? []).filter(({ isOurs }) => isOurs).map(({ target }) => target),
    );
  }
  return seen;
}

/** Circles of imports that exist at run time (types are erased), each named once. */
export function cycleProblems(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      problems.push(`${[...trail.slice(trail.indexOf(path)), path].join(' → ')}: imports go in a circle`);
      return;
    }
    if (finished.has(path)) return;
    const imports = byPath.get(path)?.imports ?? [];
    for (const { isOurs, isTypeOnly, target } of imports) {
      if (isOurs && !isTypeOnly) visit(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const { path } of files) if (!isTest(path)) visit(path, []);
  return problems;
}
