/**
 * W1 in other languages. A program prints one line of JSON: how many requests it simulated, in how many seconds of
 * processor time (the loop alone, without start-up), and what came out. Its argument is the number of requests. C++ is
 * compiled for this machine, once for all rounds.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digest, Skipped, type BenchTask } from '../task.ts';

const COMPILER_FLAGS = ['-O3', '-march=native', '-ffast-math', '-std=c++20'];

const source = (file: string) => join('bench/peers', file);

interface Report {
  readonly requests: number;
  readonly seconds: number;
  readonly meanMs: number;
}

/** @param find answers with the command that runs the program; its arguments follow. @throws Skipped */
function program(
  find: (scratch: string) => readonly string[],
  fullRequests: number,
  tinyRequests: number,
): BenchTask {
  return {
    unit: 'request',
    prepare: ({ tiny, scratch }) => {
      const [command, ...args] = find(scratch);
      const count = String(tiny ? tinyRequests : fullRequests);
      let report: Report;
      const run = (): { overriddenDuration: number } => {
        const { stdout } = spawnSync(command!, [...args, count], { encoding: 'utf8' });
        report = JSON.parse(stdout) as Report;
        return { overriddenDuration: report.seconds * 1000 };
      };
      const work = () => {
        const { seconds: _, ...results } = report;
        return { operations: report.requests, hash: digest(JSON.stringify(results)), meanMs: report.meanMs };
      };
      return { run, work, elsewhere: true };
    },
  };
}

function compiled(scratch: string): readonly string[] {
  const binary = join(scratch, 'w1');
  if (existsSync(binary)) return [binary];
  const args = [...COMPILER_FLAGS, '-o', binary, source('w1.cpp'), '-lmvec', '-lm'];
  const { error, status, stderr } = spawnSync('g++', args, { encoding: 'utf8' });
  if (error !== undefined) throw new Skipped('there is no g++ here');
  if (status !== 0) throw new Skipped(`g++ could not compile it: ${stderr.split('\n', 1)[0]}`);
  return [binary];
}

/** The first Python with SimPy: Debian's package is for the system's own, which another may hide. */
function withSimpy(): readonly string[] {
  const python = ['python3', '/usr/bin/python3'].find((command) => {
    return spawnSync(command, ['-c', 'import simpy']).status === 0;
  });
  if (python === undefined)
    throw new Skipped('there is no SimPy here (Debian: apt-get install python3-simpy3)');
  return [python, source('w1_simpy.py')];
}

/** Hand-tuned C++: what the machine can do. */
export function yardstick(requests: number, tinyRequests: number): BenchTask {
  return program(compiled, requests, tinyRequests);
}

/**
 * The yardstick in several processes at once, which share nothing: what more cores give on this machine, by the clock.
 * @param requests of all together
 */
export function yardsticks(processes: number, requests: number, tinyRequests: number): BenchTask {
  return {
    unit: 'request',
    prepare: ({ tiny, scratch }) => {
      const [binary] = compiled(scratch);
      const each = String((tiny ? tinyRequests : requests) / processes);
      let reports: Report[] = [];
      const run = async (): Promise<void> => {
        const started = Array.from({ length: processes }, () => promisify(execFile)(binary!, [each]));
        reports = (await Promise.all(started)).map(({ stdout }) => JSON.parse(stdout) as Report);
      };
      const work = () => ({
        operations: reports.reduce((sum, report) => sum + report.requests, 0),
        hash: digest(Float64Array.from(reports, ({ meanMs }) => meanMs)),
      });
      return { run, work, elsewhere: true };
    },
  };
}

/** Idiomatic SimPy: what most people would write. */
export function simpy(requests: number, tinyRequests: number): BenchTask {
  return program(withSimpy, requests, tinyRequests);
}
