/**
 * Kills a run with SIGKILL at random moments, each time goes on with `--resume`, and compares what it found with that of
 * an uninterrupted run, byte by byte. Needs the built program.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = 'src/bin/simulate.mjs';

type End = 'killed' | number;

/** Runs the program; kills it when `isTime` says so, which is asked every few milliseconds. */
function simulate(words: readonly string[], isTime: () => boolean = () => false): Promise<End> {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const watch = setInterval(() => isTime() && child.kill('SIGKILL'), 2);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(signal === 'SIGKILL' ? 'killed' : (code ?? -1));
    });
  });
}

/** Replications that are on disk. */
function stored(directory: string): number {
  const checkpoint = join(directory, '.checkpoint');
  if (!existsSync(checkpoint)) return 0;
  return readdirSync(checkpoint).filter((name) => name.endsWith('.replication')).length;
}

interface Story {
  /** [kills] Replications on disk after each. */
  readonly kept: readonly number[];
  /** That the last run took over, by its own words; `null` where it says nothing of it. */
  readonly resumed: number | null;
  readonly isSame: boolean;
}

interface Killed {
  /** What is run, without `--out`; it simulates `replications` in all. */
  readonly words: readonly string[];
  readonly replications: number;
  readonly kills: number;
  /** Uniform in [0, 1): at how much more of the replications the next kill comes. */
  readonly random: () => number;
  /** The file that has to be the same. */
  readonly file: 'result.json' | 'tune.json';
}

export async function killAndResume({ words, replications, kills, random, file }: Killed): Promise<Story> {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-resume-'));
  const [whole, torn] = [join(folder, 'whole'), join(folder, 'torn')];
  try {
    const kept: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const before = stored(torn);
      const wanted = before + Math.floor((random() * (replications - before)) / 2);
      const end = await simulate([...words, '--resume', '--out', torn], () => stored(torn) > wanted);
      if (end !== 'killed') throw new Error(`the run was over before it was killed (exit code ${end})`);
      if (stored(torn) < before) throw new Error('a finished replication was lost');
      kept.push(stored(torn));
    }
    const codes = [
      await simulate([...words, '--resume', '--out', torn]),
      await simulate([...words, '--out', whole]),
    ];
    if (codes.some((code) => code !== 0 && code !== 1)) throw new Error(`exit codes ${codes.join(', ')}`);
    const [one, other] = [torn, whole].map((directory) => readFileSync(join(directory, file)));
    return { kept, resumed: resumedBy(torn), isSame: one!.equals(other!) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function resumedBy(directory: string): number | null {
  const file = join(directory, 'run.json');
  if (!existsSync(file)) return null;
  return (JSON.parse(readFileSync(file, 'utf8')) as { resumedReplications: number }).resumedReplications;
}
