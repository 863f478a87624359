/**
 * `npm run bench:peers`: workload W1 in C++ (the yardstick), on our bare kernel, through our full model and in SimPy, in
 * turn, so that the ratios hold while the machine's speed drifts. A peer whose tool is missing is skipped with a note.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario, rootStreamKey, simulateReplication } from '../src/index.ts';
import { KernelW1 } from './kernel-w1.ts';

const ROUNDS = 5;
const here = (file: string) => fileURLToPath(new URL(`peers/${file}`, import.meta.url));

interface Measured {
  readonly nsPerRequest: number;
  readonly meanMs: number;
}

/** One run; the round is its seed. */
type Peer = (round: number) => Measured;

function program(command: string, args: readonly string[]): Peer {
  return (round) => {
    const { stdout } = spawnSync(command, [...args, String(round + 1)], { encoding: 'utf8' });
    const { requests, seconds, meanMs } = JSON.parse(stdout) as Record<string, number>;
    return { nsPerRequest: (seconds! * 1e9) / requests!, meanMs: meanMs! };
  };
}

function timed(requests: number, run: () => number): Measured {
  const startMs = performance.now();
  const meanMs = run();
  return { nsPerRequest: ((performance.now() - startMs) * 1e6) / requests, meanMs };
}

function kernel(round: number): Measured {
  const requests = 4e6;
  return timed(requests, () => {
    const w1 = new KernelW1(requests, round + 1);
    w1.run();
    return w1.latency.mean;
  });
}

function model(): Peer {
  const { simulation, seed } = loadScenario({ inputs: [here('w1.json')] });
  const key = rootStreamKey(seed);
  return (round) => {
    let requests = 0;
    const measured = timed(1, () => {
      const output = simulateReplication(simulation, key, round, { timeline: false });
      requests = output.requests;
      return output.latency.sum / output.latency.count;
    });
    return { ...measured, nsPerRequest: measured.nsPerRequest / requests };
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const scratch = mkdtempSync(join(tmpdir(), 'w1-'));
const binary = join(scratch, 'w1');
const flags = ['-O3', '-march=native', '-ffast-math', '-std=c++20'];
const compiled = spawnSync('g++', [...flags, '-o', binary, here('w1.cpp'), '-lmvec', '-lm']).status === 0;
const simpy = spawnSync('python3', ['-c', 'import simpy']).status === 0;
const peers: [name: string, peer: Peer][] = [
  ['our kernel, TypeScript', kernel],
  ['our full model', model()],
];
if (compiled) peers.unshift(['C++ yardstick', program(binary, ['4e6'])]);
else console.log('note: no g++ here, so no C++ yardstick');
if (simpy) peers.push(['SimPy', program('python3', [here('w1_simpy.py'), '50000'])]);
else console.log('note: no SimPy here (Debian: apt-get install python3-simpy3), so it is left out');

const results = peers.map((): Measured[] => []);
for (let round = 0; round < ROUNDS; round++) {
  peers.forEach(([, peer], i) => results[i]!.push(peer(round)));
}
rmSync(scratch, { recursive: true });
console.log('W1: 16 pods × 4 slots, random choice, exponential 20 ms, ρ = 0.8; theory: mean 34.911 ms');
peers.forEach(([name], i) => {
  const ns = median(results[i]!.map(({ nsPerRequest }) => nsPerRequest));
  const ratio = median(results[i]!.map((one, round) => one.nsPerRequest / results[0]![round]!.nsPerRequest));
  const mean = median(results[i]!.map(({ meanMs }) => meanMs));
  const columns = [
    name.padEnd(24),
    `${ns.toFixed(0).padStart(7)} ns a request`,
    `${ratio.toFixed(2).padStart(7)} ×`,
  ];
  console.log(`${columns.join('  ')}   mean ${mean.toFixed(2)} ms`);
});
