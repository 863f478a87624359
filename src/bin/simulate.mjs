#!/usr/bin/env node
// The committed entry of the `simulate` command. It is plain JavaScript so that npx can link it before dist/ exists.
import { existsSync } from 'node:fs';

const main = new URL('../../dist/bin/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('simulate: dist/ is missing; run `npm ci` (or `npm run build`) in the project first');
  process.exitCode = 70;
}
