// Builds dist/: declarations by tsc; the library, the command and the report page's runtime by esbuild.
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

rmSync(join(root, 'dist'), { recursive: true, force: true });
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 70);

const { build } = await import('esbuild');
const { bundling } = await import('./bundling.mjs');

// The page's script, which every report embeds.
await build({
  ...bundling,
  entryPoints: [join(root, 'src', 'report', 'browser', 'runtime.ts')],
  outfile: join(root, 'dist', 'report', 'browser', 'runtime.js'),
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
});

// The library and its worker thread; what it depends on is left to node_modules.
await build({
  ...bundling,
  entryPoints: {
    index: join(root, 'src', 'index.ts'),
    worker: join(root, 'src', 'experiment', 'worker.ts'),
  },
  outdir: join(root, 'dist', 'lib'),
  splitting: true,
  packages: 'external',
});

// The command and its worker thread, each with what it imports in few files: loading hundreds of small modules took
// longer than the simulation of a rolling restart. What is imported lazily stays in chunks of its own.
await build({
  ...bundling,
  entryPoints: {
    main: join(root, 'src', 'cli', 'main.ts'),
    worker: join(root, 'src', 'experiment', 'worker.ts'),
  },
  outdir: join(root, 'dist', 'bin'),
  splitting: true,
  minifyWhitespace: true,
  mainFields: ['module', 'main'],
  // Native code cannot be bundled.
  external: ['@resvg/resvg-js'],
  // CommonJS packages among them ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
});
