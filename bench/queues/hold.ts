/**
 * `npm run bench:queues`: what a hold costs in each candidate for the kernel's event queue. Each candidate has its own
 * process, so that V8 sees one class of queue; they take turns, so that the machine's drift hits all alike. Prints
 * medians as a Markdown table. `--rounds 3`, `--only kernel,heap`, `--holds 4096` and `--most 256` shorten it.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DELAYS, HoldModel } from './hold-model.ts';
import { CANDIDATES, type PendingEvents } from './pending-events.ts';

const PENDING = [16, 256, 4096, 65_536, 2 ** 20];

interface Cell {
  readonly ns: number;
  readonly hash: number;
}
/** [kinds of delay × numbers pending] */
type Cells = readonly (readonly Cell[])[];

const { values: options } = parseArgs({
  options: {
    candidate: { type: 'string' },
    only: { type: 'string', default: Object.keys(CANDIDATES).join() },
    rounds: { type: 'string', default: '5' },
    /** Timed in each cell. */
    holds: { type: 'string', default: '1000000' },
    /** The largest number pending. */
    most: { type: 'string', default: String(PENDING.at(-1)) },
  },
});
const sizes = PENDING.filter((pending) => pending <= Number(options.most));
if (options.candidate === undefined) compare(options.only.split(','), Number(options.rounds));
else console.log(JSON.stringify(measure(CANDIDATES[options.candidate]!, Number(options.holds))));

/** In a child: nanoseconds per hold. */
function measure(make: () => PendingEvents, holds: number): Cells {
  // Every path of the code is compiled before the first figure.
  for (const kind of Object.values(DELAYS)) {
    for (const pending of [256, 65_536]) new HoldModel(make(), kind, Math.min(pending, holds)).run(holds);
  }
  return Object.values(DELAYS).map((kind) =>
    sizes.map((pending) => {
      const model = new HoldModel(make(), kind, pending);
      model.run(Math.max(holds / 8, 1.5 * pending));
      const timed = model.run(holds);
      return { ns: timed.ns / timed.holds, hash: model.hash };
    }),
  );
}

function compare(names: readonly string[], count: number): void {
  const rounds = Array.from({ length: count }, () => names.map(measureInChild));
  const header = ['delays', 'queue', ...sizes.map((pending) => `${pending} pending`), 'largest : 256'];
  console.log(`| ${header.join(' | ')} |\n|---|---|${'---:|'.repeat(header.length - 2)}`);
  Object.keys(DELAYS).forEach((kind, k) => {
    names.forEach((name, n) => {
      const ns = sizes.map((_, p) => median(rounds.map((round) => round[n]![k]![p]!.ns)));
      const growth = median(rounds.map((round) => round[n]![k]!.at(-1)!.ns / round[n]![k]![1]!.ns));
      const cells = [kind, name, ...ns.map((each) => each.toFixed(0)), growth.toFixed(1)];
      console.log(`| ${cells.join(' | ')} |`);
    });
  });
  const hashes = new Set(rounds.flat().map(checksum));
  console.log(`\nns per hold, medians of ${count} rounds; order of the events: ${[...hashes].join(', ')}`);
  if (hashes.size > 1) throw new Error('the queues disagree about the order of events');
}

function checksum(cells: Cells): string {
  return (cells.flat().reduce((sum, { hash }) => Math.imul(sum, 31) + hash, 0) >>> 0).toString(16);
}

function measureInChild(candidate: string): Cells {
  const script = fileURLToPath(import.meta.url);
  const passed = ['--candidate', candidate, '--holds', options.holds, '--most', options.most];
  // With the loader of TypeScript, if this process has one.
  const args = [...process.execArgv, script, ...passed];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${candidate} failed: ${stderr}`);
  return JSON.parse(stdout) as Cells;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
