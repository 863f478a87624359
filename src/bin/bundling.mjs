// How this program is bundled, wherever that is done (build.mjs, bench/): by rolldown, which leaves constants of modules
// `const`. V8 puts such constants, even the addresses of typed arrays, into the machine code (docs/adr/0007).
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What node_modules holds at run time. */
export const isPackage = (id) => !/^[./]|^node:/.test(id);

/**
 * Writes the bundle of `input` (a file, or files by name) as `output` says.
 * @param options further options of rolldown
 */
export async function bundle(input, output, options = {}) {
  await build({
    cwd: root,
    platform: 'node',
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: 'node20' },
    optimization: { inlineConst: true },
    logLevel: 'warn',
    ...options,
    input,
    output: { comments: { legal: false }, minify: false, ...output },
  });
}
