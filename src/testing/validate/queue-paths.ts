/**
 * Sample paths of queues by the textbook recursion (Kiefer & Wolfowitz 1955: each arrival takes the server that is free
 * first), a tenth of the cost of the simulator. They feed the statistics under test; that the simulator agrees with
 * queueing theory is tested elsewhere.
 */
import { assert } from '../../base/assert.ts';
import { RandomStream } from '../../kernel/random.ts';
import type { StreamKey } from '../../kernel/random.ts';

const BLOCK = 4096;

export interface QueuePath {
  /** Of one replication; another index is independent of it. */
  readonly key: StreamKey;
  readonly replication: number;
  readonly servers: number;
  /** Milliseconds, exponential both. */
  readonly meanGapMs: number;
  readonly meanServiceMs: number;
}

/** Calls `take` with arrival time and sojourn of customer after customer, until it answers false. O(servers) each. */
export function walk(
  { key, replication, servers, meanGapMs, meanServiceMs }: QueuePath,
  take: (arrivalMs: number, sojournMs: number) => boolean,
): void {
  assert(servers >= 1, 'a queue has a server');
  const [gapStream, serviceStream] = [1, 2].map((purpose) => new RandomStream(key, replication, purpose));
  const [gaps, services] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  const freeAt = new Float64Array(servers);
  let now = 0;
  for (let at = BLOCK; ; at++) {
    if (at === BLOCK) {
      gapStream!.fillExponential(gaps, meanGapMs);
      serviceStream!.fillExponential(services, meanServiceMs);
      at = 0;
    }
    now += gaps[at]!;
    let first = 0;
    for (let server = 1; server < servers; server++) if (freeAt[server]! < freeAt[first]!) first = server;
    const end = Math.max(now, freeAt[first]!) + services[at]!;
    freeAt[first] = end;
    if (!take(now, end - now)) return;
  }
}
