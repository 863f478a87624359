// Builds dist/: TypeScript by tsc, the report page's browser runtime by esbuild.
// `--if-possible` (npm's prepare step) succeeds without the build tools, so that `npm ci --omit=dev` works.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

const entry = join(root, 'src', 'report', 'browser', 'runtime.ts');
if (existsSync(entry)) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [entry],
    outfile: join(root, 'dist', 'report', 'browser', 'runtime.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
