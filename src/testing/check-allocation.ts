/**
 * What a request leaves for the garbage collector: `npm run check:allocation [requests]`, 10⁷ unless told. Simulates
 * the steady state for a tenth of the requests and for all of them, warm, with the same pods, in a process whose young
 * generation is so small that it is collected for each megabyte; fails when the collections grow with the requests, or
 * the heap. Allocation and not time is measured, so that a busy machine changes little.
 */
import { spawnSync } from 'node:child_process';
import { PerformanceObserver, constants } from 'node:perf_hooks';
import type { PerformanceEntry } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { rootStreamKey } from '../experiment/seeds.ts';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';

/** Bytes of the young generation; V8 allows no less. */
const YOUNG_BYTES = 2 ** 20;
const FLAGS = ['--max-semi-space-size=1', '--expose-gc', '--import', 'tsx'];
/** Runs before anything is counted: until V8 has compiled what is hot, every double is an object. */
const WARM_UP = 3;
/** Bytes per request. Now it is about 5, most of it V8's own before it has compiled; one boxed double for each request would be 16 more. */
const LIMIT = 24;
const ATTEMPTS = 3;
const PER_SECOND = 340;

interface GcEntry {
  readonly detail: { readonly kind: number };
}

interface Measured {
  readonly requests: number;
  readonly collections: number;
}

async function measure(requests: number, replication: number): Promise<Measured> {
  const { simulation, seed } = loadScenario({
    inputs: ['scenarios/steady-state.json'],
    overrides: { duration: '60s', warmup: '1s' },
    sets: [
      `traffic.users.arrivals.poisson.rate=${requests / 60}/s`,
      // The load per pod stays the same.
      `applications.web.serviceTime.exponential.mean=${(20 * PER_SECOND * 60) / requests}ms`,
    ],
  });
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().filter(isMinor).length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const output = simulateReplication(simulation, rootStreamKey(seed), replication, { timeline: false });
  // Entries are delivered in a later turn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  return { requests: output.requests, collections };
}

// The types of Node.js 20 do not know what the entries of the garbage collector carry.
function isMinor(entry: PerformanceEntry): boolean {
  return (entry as unknown as GcEntry).detail.kind === constants.NODE_PERFORMANCE_GC_MINOR;
}

function heapBytes(): number {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
}

/** Whether a tenfold number of requests leaves little more garbage, and no more heap. */
async function isLean(requests: number): Promise<boolean> {
  const few = await measure(requests / 10, WARM_UP);
  const before = heapBytes();
  const many = await measure(requests, WARM_UP + 1);
  const growth = heapBytes() - before;
  for (const { requests: n, collections } of [few, many]) {
    console.log(`${n} requests: ${collections} collections`);
  }
  const more = many.requests - few.requests;
  const bytes = ((many.collections - few.collections) * YOUNG_BYTES) / more;
  console.log(`${bytes.toFixed(1)} bytes per request, at most ${LIMIT} allowed`);
  console.log(`the heap grew by ${Math.round(growth / 1024)} kB`);
  return bytes <= LIMIT && growth < YOUNG_BYTES;
}

async function check(requests: number): Promise<boolean> {
  for (let i = 0; i < WARM_UP; i++) await measure(Math.min(requests, 500_000), i);
  // What V8 has not yet compiled on a busy machine leaves more garbage, never less: the leanest of a few counts.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await isLean(requests)) return true;
  return false;
}

if (process.execArgv.includes(FLAGS[0]!)) {
  if (!(await check(Number(process.argv[2])))) process.exitCode = 1;
} else {
  const program = [...FLAGS, fileURLToPath(import.meta.url), process.argv[2] ?? '1e7'];
  process.exitCode = spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1;
}
