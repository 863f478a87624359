/**
 * Looks for deoptimisation loops: `npm run check:deopts`. Runs each main scenario in a process of its own that says
 * what V8 deoptimises, and fails when a function is deoptimised again and again once it should be warm. A script and
 * not a test, because what V8 does when is not ours to promise.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rootStreamKey } from '../experiment/seeds.ts';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';

/** Names with what each sets. */
const SCENARIOS: readonly (readonly [string, readonly string[]])[] = [
  ['steady-state', []],
  ['rolling-restart', []],
  [
    'rolling-restart',
    ['traffic.users.connections={"keepAlive":{"pool":32}}', 'traffic.users.retries.attempts=1'],
  ],
];
/** Replications that are allowed to deoptimise anything, and those that are watched. */
const WARM_UP = 5;
const WATCHED = 15;
/** Deoptimisations of a function among the watched replications that make a loop; one or two are V8's luck. */
const LOOP = 4;

const WATCH = '== watch ==';
const BAILOUT = /bailout \(kind: [^,]*, reason: ([^)]*)\): begin.*<JSFunction ([^ >]*)/;

function simulate(name: string, sets: readonly string[]): void {
  const { simulation, seed } = loadScenario({ inputs: [`scenarios/${name}.json`], sets });
  const key = rootStreamKey(seed);
  for (let replication = 0; replication < WARM_UP + WATCHED; replication++) {
    if (replication === WARM_UP) console.log(WATCH);
    simulateReplication(simulation, key, replication, { timeline: false });
  }
}

/** Functions with the reason, and how often, for what was deoptimised in the watched replications. */
function deoptimisations(name: string, sets: readonly string[]): Map<string, number> {
  const program = ['--trace-deopt', '--import', 'tsx', fileURLToPath(import.meta.url), name, ...sets];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const [before, watched] = stdout.split(WATCH);
  // Without a word of V8 about the warm-up, its words have changed.
  if (status !== 0 || watched === undefined || !BAILOUT.test(before!)) {
    throw new Error(`nothing to be learned from ${name}: ${stderr}`);
  }
  const counts = new Map<string, number>();
  for (const line of watched.split('\n')) {
    const [, reason, name_] = BAILOUT.exec(line) ?? [];
    if (reason === undefined) continue;
    const what = `${name_}: ${reason}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}

function check(name: string, sets: readonly string[]): boolean {
  const counts = [...deoptimisations(name, sets)];
  const loops = counts.filter(([, count]) => count >= LOOP);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  console.log(`${[name, ...sets].join(' ')}: ${all} deoptimisations in ${WATCHED} warm replications`);
  for (const [what, count] of loops) console.log(`  ${count} × ${what}`);
  return loops.length === 0;
}

const [name, ...sets] = process.argv.slice(2);
if (name !== undefined) simulate(name, sets);
else if (!SCENARIOS.map(([each, itsSets]) => check(each, itsSets)).every(Boolean)) process.exitCode = 1;
