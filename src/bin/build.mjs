// Builds dist/: TypeScript by tsc, the report page's browser runtime by esbuild.
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

if (!existsSync(tsc) || !has('esbuild')) {
  const message = 'build tools are not installed (npm ci without --omit=dev brings them)';
  if (process.argv.includes('--if-possible')) {
    console.error(`note: dist/ was not built: ${message}`);
    process.exit(0);
  }
  console.error(`error: ${message}`);
  process.exit(70);
}

const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 70);

const { build } = await import('esbuild');
const quiet = { bundle: true, legalComments: 'none', logLevel: 'warning' };

// The page's script, which every report embeds.
await build({
  ...quiet,
  entryPoints: [join(root, 'src', 'report', 'browser', 'runtime.ts')],
  outfile: join(root, 'dist', 'report', 'browser', 'runtime.js'),
  minify: true,
  format: 'iife',
  target: 'es2022',
});

// The library's worker thread, over the file of that name which tsc wrote: each thread loads it anew.
await build({
  ...quiet,
  entryPoints: [join(root, 'src', 'experiment', 'worker.ts')],
  outfile: join(root, 'dist', 'experiment', 'worker.js'),
  minifyWhitespace: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
});

// The command and its worker thread, each with what it imports in few files: loading hundreds of small modules took
// longer than the simulation of a rolling restart. What is imported lazily stays in chunks of its own.
rmSync(join(root, 'dist', 'bin'), { recursive: true, force: true });
await build({
  ...quiet,
  entryPoints: {
    main: join(root, 'src', 'cli', 'main.ts'),
    worker: join(root, 'src', 'experiment', 'worker.ts'),
  },
  outdir: join(root, 'dist', 'bin'),
  splitting: true,
  minifyWhitespace: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Native code cannot be bundled.
  external: ['@resvg/resvg-js'],
  // CommonJS packages among them ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
});
