import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { banProblems } from './tidy/bans.ts';
import { cycleProblems, ENTRY_POINTS, unusedProblems } from './tidy/graph.ts';
import { importProblems } from './tidy/layers.ts';
import { functionSpans, proportionProblems, shapeProblems } from './tidy/shape.ts';
import { readSources, sourceFile } from './tidy/source-file.ts';

const SOURCES = readSources(fileURLToPath(new URL('..', import.meta.url)));

describe('the sources', () => {
  it('are found', () => {
    expect(SOURCES.map(({ path }) => path)).toContain('kernel/random.ts');
    expect(SOURCES.find(({ path }) => path === 'kernel/random.ts')?.imports).toContainEqual({
      target: 'kernel/normal.ts',
      isOurs: true,
      isTypeOnly: false,
    });
  });

  it('import in one direction', () => {
    expect(SOURCES.flatMap(importProblems)).toEqual([]);
  });

  it('call only what their layer may call', () => {
    expect(SOURCES.flatMap(banProblems)).toEqual([]);
  });

  it('are all used, and import in no circle', () => {
    expect(unusedProblems(SOURCES)).toEqual([]);
    expect(cycleProblems(SOURCES)).toEqual([]);
  });

  it('exist where an entry point is named', () => {
    const paths = new Set(SOURCES.map(({ path }) => path));
    expect(Object.keys(ENTRY_POINTS).filter((path) => !paths.has(path))).toEqual([]);
  });

  it('are short, named alike and headed by what they are for', () => {
    expect(SOURCES.flatMap(shapeProblems)).toEqual([]);
    expect(proportionProblems(SOURCES)).toEqual([]);
  });
});

const HEADER = '/** A file. */\n';
const fake = (path: string, text: string) => sourceFile(path, HEADER + text);

describe('a bad source', () => {
  it.each([
    ['kernel/a.ts', "import { x } from '../model/x.ts';", 'against the direction'],
    ['base/a.ts', "import { readFileSync } from 'node:fs';", 'needs no package'],
    ['model/a.ts', "import { DEFAULTS } from '../scenario/defaults.ts';", 'against the direction'],
    ['scenario/a.ts', "import { Engine } from '../kernel/engine.ts';", 'against the direction'],
    ['scenario/a.ts', "import { x } from '../model/options.ts';", 'types only'],
    ['report/a.ts', "import { run } from '../experiment/run-experiment.ts';", 'types only'],
    ['report/a.ts', "const m = await import('../cli/main.ts');", 'against the direction'],
    ['report/a.ts', "import { readFileSync } from 'node:fs';", 'pure function'],
    ['scenario/a.ts', "import { readFileSync } from 'node:fs';", 'belongs to scenario/loader.ts'],
    ['experiment/a.ts', "import { Worker } from 'node:worker_threads';", 'belongs to'],
    ['experiment/a.ts', "import {\n  a,\n  b,\n} from '../cli/main.ts';", 'against the direction'],
    ['cli/a.ts', "import { simulate } from '../index.ts';", 'the door'],
    ['model/a.test.ts', "import { simulate } from '../index.ts';", 'the door'],
    ['model/a.ts', "import { kolmogorovSmirnov } from '../testing/goodness-of-fit.ts';", 'for tests only'],
    ['model/a.ts', "export { b } from './b.ts';\nexport type { C } from './c.ts';", 'only re-exports'],
    ['helpers/a.ts', "import { b } from './b.ts';", 'in no layer'],
  ])('%s with %j is told why its import is wrong', (path, text, problem) => {
    expect(importProblems(fake(path, text))).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['model/a.ts', 'const t = Date.now();'],
    ['model/a.ts', 'const u = Math.random();'],
    ['kernel/a.ts', 'console.log(1);'],
    ['kernel/a.ts', 'const requestId = 1;\nconst request = 2;'],
    ['report/a.ts', 'const t = performance.now();'],
    ['experiment/a.ts', 'console.error(1);'],
    ['base/a.ts', 'if (process.env.DEBUG) x();'],
    ['model/a.ts', 'const f = async () => 1;'],
    ['scenario/a.ts', 'setTimeout(f, 1);'],
  ])('%s with %j is told what to use instead', (path, text) => {
    expect(banProblems(fake(path, text))).toEqual([expect.stringMatching(/^\w+\/a\.ts:[23]: .* use /)]);
  });

  it.each([
    ['model/camelCase.ts', '', 'kebab-case'],
    ['model/a.ts', 'export default 1;', 'default export'],
    ['model/a.test.ts', "it.skip('x', () => {});", 'skips'],
    ['model/a.test.ts', "describe.only('x', () => {});", 'focuses'],
    ['model/a.ts', 'x();\n'.repeat(400), 'split it'],
    ['model/a.ts', `function f(): void {\n${'  x();\n'.repeat(69)}}\n`, 'a function of 71 lines'],
    [
      'model/a.ts',
      `class A {\n  m(x: number): number {\n${'    x();\n'.repeat(69)}  }\n}\n`,
      'a function of 71',
    ],
    ['model/a.ts', `const f = (x) => {\n${'  x();\n'.repeat(69)}};\n`, 'a function of 71'],
  ])('%s is told of its shape', (path, text, problem) => {
    expect(shapeProblems(fake(path, text))).toEqual([expect.stringContaining(problem)]);
  });

  it('is told that it has no header', () => {
    expect(shapeProblems(sourceFile('model/a.ts', 'export const a = 1;'))).toEqual([
      expect.stringContaining('no header'),
    ]);
  });

  it('is found when nobody imports it, or only a test does', () => {
    const files = [
      fake('index.ts', "export { a } from './model/a.ts';"),
      fake('model/a.ts', ''),
      fake('model/b.ts', ''),
      fake('model/b.test.ts', "import { b } from './b.ts';"),
    ];
    expect(unusedProblems(files)).toEqual([expect.stringContaining('model/b.ts: nobody')]);
  });

  it('is found in a circle of imports, types apart', () => {
    const a = fake('model/a.ts', "import { b } from './b.ts';");
    const b = fake('model/b.ts', "import { a } from './a.ts';");
    const typed = fake('model/b.ts', "import type { a } from './a.ts';");
    expect(cycleProblems([a, b])).toEqual(['model/a.ts → model/b.ts → model/a.ts: imports go in a circle']);
    expect(cycleProblems([a, typed])).toEqual([]);
  });

  it('is told when functions grow long together', () => {
    const long = fake('model/a.ts', `function f(): void {\n${'  x();\n'.repeat(50)}}\n`);
    expect(proportionProblems([long])).toEqual([expect.stringContaining('52 lines')]);
  });
});

describe('a good source', () => {
  it.each([
    ['report/a.ts', "import type { Result } from '../experiment/result.ts';"],
    ['report/a.ts', "import { CAUSES, type Cause } from '../model/outcomes.ts';"],
    ['experiment/worker.ts', "import { parentPort } from 'node:worker_threads';"],
    ['scenario/a.ts', "import { type SimulationOptions } from '../model/options.ts';"],
    ['kernel/samplers/index.ts', "export type { Sampler } from './sampler.ts';\nexport const SAMPLERS = {};"],
    ['index.test.ts', "import { simulate } from './index.ts';"],
    ['index.ts', "export { simulate } from './model/simulation.ts';"],
    ['model/a.test.ts', "import { normalCdf } from '../testing/oracles/normal.ts';"],
    ['model/a.ts', '// Date.now() and Math.random() are banned\nconst s = `process.exit ${1}`;'],
  ])('%s with %j passes', (path, text) => {
    const file = fake(path, text);
    expect([...importProblems(file), ...banProblems(file), ...shapeProblems(file)]).toEqual([]);
  });

  it('has its functions measured, its statements not', () => {
    const file = fake('model/a.ts', 'function f(\n  a: number,\n): void {\n  if (a) {\n    b();\n  }\n}\n');
    expect(functionSpans(file)).toEqual([{ path: 'model/a.ts', line: 4, lines: 5 }]);
  });
});
