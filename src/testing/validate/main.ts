/** Validations that are run by hand: `npm run validate -- coverage [experiments] [case …]`, `pairing` or `vectors FILE`. */
import { checkCoverage } from './coverage.ts';
import { checkPairing } from './pairing.ts';
import { checkVectors } from './vectors.ts';

const VALIDATIONS: Readonly<Record<string, (words: readonly string[]) => Promise<boolean> | boolean>> = {
  coverage: checkCoverage,
  pairing: checkPairing,
  vectors: checkVectors,
};

const [name = '', ...words] = process.argv.slice(2);
const validation = VALIDATIONS[name];
if (validation === undefined) {
  console.error(`expected one of ${Object.keys(VALIDATIONS).join(', ')}`);
  process.exitCode = 2;
} else if (!(await validation(words))) process.exitCode = 1;
