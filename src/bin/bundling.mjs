// How esbuild bundles this program, wherever it does (build.mjs, bench/).
export const bundling = {
  bundle: true,
  // Puts the numbers of modules that import nothing into the code: V8 does not know a bundle's constants as such.
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  format: 'esm',
  platform: 'node',
  target: 'node20',
};
