// Builds dist/: declarations by tsc; the library, the command and the report page's runtime by rolldown.
// `--if-possible` (npm's prepare step) succeeds without the build tools, so that `npm ci --omit=dev` works.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const require = createRequire(import.meta.url);

function has(name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

if (!existsSync(tsc) || !has('rolldown')) {
  const message = 'build tools are not installed (npm ci without --omit=dev brings them)';
  if (process.argv.includes('--if-possible')) {
    console.error(`note: dist/ was not built: ${message}`);
    process.exit(0);
  }
  console.error(`error: ${message}`);
  process.exit(70);
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 70);

const { bundle, isPackage } = await import('./bundling.mjs');
const at = (...names) => join(root, ...names);

// The page's script, which every report embeds.
await bundle(
  at('src', 'report', 'browser', 'runtime.ts'),
  { file: at('dist', 'report', 'browser', 'runtime.js'), format: 'iife', minify: true },
  { platform: 'browser', transform: { target: 'es2022' } },
);

const worker = at('src', 'experiment', 'worker.ts');

// The library and its worker thread; what it depends on is left to node_modules.
await bundle({ index: at('src', 'index.ts'), worker }, { dir: at('dist', 'lib') }, { external: isPackage });

// The command and its worker thread, each with what it imports in few files: loading hundreds of small modules took
// longer than the simulation of a rolling restart. What is imported lazily stays in chunks of its own.
await bundle(
  { main: at('src', 'cli', 'main.ts'), worker },
  { dir: at('dist', 'bin'), minify: { codegen: true, compress: false, mangle: false } },
  {
    resolve: { mainFields: ['module', 'main'] },
    // Native code cannot be bundled.
    external: ['@resvg/resvg-js'],
  },
);
