/**
 * The one direction of import: which layer may import which, as a table, and the check of it. What a layer may call is
 * in bans.ts; the reasons are in docs/ARCHITECTURE.md.
 */
import { isTest, type Import, type SourceFile } from './source-file.ts';

interface LayerRule {
  /** Paths a file of this layer may import, besides its own layer. */
  readonly values: readonly string[];
  /** Paths it may import types from. */
  readonly types: readonly string[];
  /** Whether it may import packages: none, any, or any that runs in a browser too (no `node:` module). */
  readonly packages: 'none' | 'portable' | 'any';
  /** Modules that only these of its files may import. */
  readonly reserved?: Readonly<Record<string, readonly string[]>>;
}

/** Paths are prefixes. Tests may import anything but the door, which only its own test opens. */
const LAYERS: Readonly<Record<string, LayerRule>> = {
  base: { values: [], types: [], packages: 'none' },
  kernel: { values: ['base/'], types: [], packages: 'none' },
  model: { values: ['base/', 'kernel/'], types: [], packages: 'none' },
  scenario: {
    values: ['base/'],
    types: ['model/options.ts', 'kernel/samplers/options.ts'],
    packages: 'any',
    reserved: { 'node:fs': ['scenario/loader.ts'], 'node:fs/promises': ['scenario/loader.ts'] },
  },
  experiment: {
    // Statistics and the exact means of samplers; what draws or keeps time stays behind the model.
    values: ['base/', 'kernel/statistics/', 'kernel/samplers/', 'kernel/normal.ts', 'model/', 'scenario/'],
    types: ['kernel/'],
    packages: 'any',
    reserved: { 'node:worker_threads': ['experiment/worker-pool.ts', 'experiment/worker.ts'] },
  },
  report: { values: ['base/', 'model/outcomes.ts'], types: ['experiment/'], packages: 'portable' },
  cli: {
    values: ['base/', 'kernel/', 'model/', 'scenario/', 'experiment/', 'report/'],
    types: [],
    packages: 'any',
  },
};

/** The library's door: re-exports everything and is imported by nobody inside. */
const DOOR = 'index.ts';

/** Problems of one file's imports, as sentences. */
export function importProblems(file: SourceFile): string[] {
  const problems = file.imports.map((imported) => problemOf(file.path, imported));
  if (isBarrel(file)) problems.push(`only re-exports; import the files themselves (${DOOR} is the one door)`);
  return problems.filter((problem) => problem !== null).map((problem) => `${file.path}: ${problem}`);
}

/** A file of nothing but re-exports. */
function isBarrel({ path, code }: SourceFile): boolean {
  const own = code.replaceAll(/^export\s+(?:type\s+)?[*{][^;]*?\sfrom\s[^;]*;/gm, '');
  return path !== DOOR && own !== code && own.trim() === '';
}

function problemOf(path: string, imported: Import): string | null {
  const { target } = imported;
  if (target === DOOR && path !== 'index.test.ts')
    return `imports the door ${DOOR}; import the file that has what you need`;
  if (isTest(path) || path === DOOR) return null;
  if (imported.isOurs && isTest(target)) return `imports ${target}, which exists for tests only`;
  const layer = path.split('/')[0]!;
  const rule = LAYERS[layer];
  if (rule === undefined) return `lies in no layer; known are ${Object.keys(LAYERS).join(', ')}`;
  return imported.isOurs ? directionProblem(layer, rule, imported) : packageProblem(path, rule, target);
}

function directionProblem(layer: string, rule: LayerRule, { target, isTypeOnly }: Import): string | null {
  const allows = (prefixes: readonly string[]) => prefixes.some((prefix) => target.startsWith(prefix));
  if (target.startsWith(`${layer}/`) || allows(rule.values)) return null;
  if (!allows(rule.types)) return `imports ${target}, against the direction of the layers`;
  return isTypeOnly ? null : `imports ${target}; from there it may import types only (import type)`;
}

function packageProblem(path: string, rule: LayerRule, target: string): string | null {
  if (rule.packages === 'none') return `imports ${target}; this layer runs anywhere and needs no package`;
  if (rule.packages === 'portable' && target.startsWith('node:')) {
    return `imports ${target}; this layer is a pure function of its data, give it what it needs`;
  }
  const holders = rule.reserved?.[target];
  if (holders === undefined || holders.includes(path)) return null;
  return `imports ${target}, which belongs to ${holders.join(' and ')}`;
}
