/**
 * Finished replications on disk, each in a file of its own: written under another name, flushed, renamed, so that a
 * file is whole or not there whenever the process ends. A file is named by all that its content depends on, and begins
 * with a checksum of name and content: what was stored for other settings, by another version, or is damaged is never
 * taken for the replication that is wanted.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { present } from '../base/assert.ts';
import { UsageError } from '../base/errors.ts';
import type { SimulationOptions } from '../model/options.ts';
import type { ReplicationDigest } from './digest.ts';
import type { Job } from './plan.ts';
import { canonicalJson } from './result-text.ts';
import { thisTool } from './tool.ts';

/** Where the digests of finished jobs are kept; the executor runs only what is not there. */
export interface DigestStore {
  readonly has: (job: Job) => boolean;
  /** Of a job that it has. */
  readonly read: (job: Job) => ReplicationDigest;
  /** Returns when the digest would survive the end of this process. */
  readonly store: (job: Job, digest: ReplicationDigest) => void;
}

/** What a replication's figures depend on, besides its index. */
export interface CheckpointKey {
  /** By variant. */
  readonly simulations: readonly SimulationOptions[];
  readonly seed: string;
}

const CHECKSUM_BYTES = 32;
const ENDING = '.replication';

export class Checkpoint implements DigestStore {
  readonly directory: string;
  /** Of files that lay there before and are of no use: damaged, or of other settings or another version. */
  readonly damaged: readonly string[];
  readonly foreign: number;
  private readonly keys: readonly string[];
  private readonly names: Set<string>;

  /** Reads what is there, if `directory` exists; changes nothing on disk. @throws UsageError where the disk refuses */
  constructor(directory: string, { simulations, seed }: CheckpointKey) {
    this.directory = directory;
    this.keys = simulations.map((simulation) => keyOf(simulation, seed));
    const all = this.onDisk(() => (existsSync(directory) ? readdirSync(directory) : []));
    const stored = all.filter((name) => name.endsWith(ENDING));
    const own = stored.filter((name) => this.keys.some((key) => name.startsWith(`${key}-`)));
    this.foreign = stored.length - own.length;
    this.damaged = own.filter((name) => this.contentOf(name) === null);
    this.names = new Set(own.filter((name) => !this.damaged.includes(name)));
  }

  /** Replications it has. */
  get size(): number {
    return this.names.size;
  }

  has(job: Job): boolean {
    return this.names.has(this.nameOf(job));
  }

  read(job: Job): ReplicationDigest {
    const content = this.contentOf(this.nameOf(job));
    return deserialize(present(content, 'a replication that was stored whole stays so')) as ReplicationDigest;
  }

  /** @throws UsageError where the disk refuses */
  store(job: Job, digest: ReplicationDigest): void {
    const name = this.nameOf(job);
    const content = serialize(digest);
    this.onDisk(() => {
      mkdirSync(this.directory, { recursive: true });
      const temporary = join(this.directory, `${name}.${process.pid}.tmp`);
      writeFlushed(temporary, [checksumOf(name, content), content]);
      renameSync(temporary, join(this.directory, name));
    });
    this.names.add(name);
  }

  /** Forgets and deletes everything, what is not its own included. @throws UsageError where the disk refuses */
  remove(): void {
    this.onDisk(() => rmSync(this.directory, { recursive: true, force: true }));
    this.names.clear();
  }

  /** `null` where the file is not what was stored under its name. */
  private contentOf(name: string): Buffer | null {
    const bytes = this.onDisk(() => readFileSync(join(this.directory, name)));
    const content = bytes.subarray(CHECKSUM_BYTES);
    return bytes.subarray(0, CHECKSUM_BYTES).equals(checksumOf(name, content)) ? content : null;
  }

  private onDisk<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`cannot keep finished replications in ${this.directory}: ${reason}`);
    }
  }

  private nameOf({ variant, replication, timeline }: Job): string {
    const key = present(this.keys[variant], 'a job names a variant of its experiment');
    return `${key}-${replication}${timeline ? '-timeline' : ''}${ENDING}`;
  }
}

function keyOf(simulation: SimulationOptions, seed: string): string {
  const text = canonicalJson({ ...simulatorIdentity(), seed, simulation });
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** What tells this program from others that may find other figures. */
export function simulatorIdentity(): { readonly version: string; readonly code: string } {
  return { version: thisTool().version, code: codeIdentity() };
}

/**
 * The code that simulates, besides its version. Built, worker.js names its parts by hashes of their content; run from
 * the sources there is no such file, and nothing is known.
 */
function codeIdentity(): string {
  const worker = new URL('./worker.js', import.meta.url);
  return existsSync(worker) ? readFileSync(worker, 'utf8') : '';
}

function checksumOf(name: string, content: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\0`).update(content).digest();
}

function writeFlushed(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, 'w');
  try {
    for (const part of parts) {
      for (let written = 0; written < part.length;) written += writeSync(file, part, written);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
