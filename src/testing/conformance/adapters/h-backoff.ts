/** Tables of the back-off that restarts of containers, and other clients of the API, wait for. */
import { Backoff } from '../../../model/node/backoff.ts';
import { RandomStream } from '../../../kernel/random.ts';
import { KEY } from '../../run.ts';
import { booleanIn, compare, numberIn, perCase, type Adapter, type Fields, type Table } from '../table.ts';

function backoffOf(fields: Fields, jitterMs?: (delayMs: number) => number): Backoff {
  const limits = {
    initialMs: 1000 * numberIn(fields, 'initialSeconds'),
    maxMs: 1000 * numberIn(fields, 'maxSeconds'),
  };
  return new Backoff(jitterMs === undefined ? limits : { ...limits, jitterMs });
}

/**
 * One caller who asks, and tries whenever it may. The rows are a sample: the caller asks every second in between as
 * well, unless it has been away for so long that its delay has expired.
 */
function timeline({ head, cases }: Table): string[][] {
  const backoff = backoffOf(head);
  const awayMs = 2000 * numberIn(head, 'maxSeconds');
  const ask = (nowMs: number): boolean => {
    const waits = backoff.isInBackoffSinceUpdate(nowMs);
    if (!waits) backoff.next(nowMs, nowMs);
    return waits;
  };
  let lastMs = -1000;
  return cases.map((fields) => {
    const nowMs = 1000 * numberIn(fields, 'atSeconds');
    if (nowMs - lastMs <= awayMs) for (let ms = lastMs + 1000; ms < nowMs; ms += 1000) ask(ms);
    lastMs = nowMs;
    const delaySeconds = backoff.delayMs / 1000;
    const expected = booleanIn(fields, 'expectedInBackoff');
    const differences = compare('in back-off', ask(nowMs), expected);
    // As upstream, the delay is only looked at while it counts.
    if (expected) differences.push(...compare('delay', delaySeconds, numberIn(fields, 'delaySeconds')));
    return differences;
  });
}

function jitter(fields: Fields): string[] {
  const stream = new RandomStream(KEY, 0, 0);
  const factor = numberIn(fields, 'maxJitterFactor');
  const maxMs = 1000 * numberIn(fields, 'maxSeconds');
  const backoff = backoffOf(fields, (delayMs) => delayMs * factor * stream.uniform());
  const before = compare('delay before', backoff.delayMs / 1000, fields['expectedFirstDelayBeforeNext']);
  const delays: number[] = [];
  for (let i = 0; i <= numberIn(fields, 'attempts'); i++) {
    const nowMs = 1000 * (i + 1) * numberIn(fields, 'stepBetweenCallsSeconds');
    backoff.next(nowMs, nowMs);
    delays.push(backoff.delayMs);
  }
  const initialMs = 1000 * numberIn(fields, 'initialSeconds');
  const wrong = delays.flatMap((delayMs, i) => {
    const lowMs = i === 0 ? initialMs : 2 * delays[i - 1]!;
    const highMs = lowMs + factor * (i === 0 ? initialMs : delays[i - 1]!);
    const inRange = delayMs === maxMs || (delayMs > lowMs && delayMs <= highMs);
    return inRange ? [] : [`delay ${i + 1} is ${delayMs} ms, expected (${lowMs}, ${highMs}]`];
  });
  return [...before, ...wrong];
}

/** So many tries, then silence; each `expected…` asks one question afterwards. */
function idle(fields: Fields): string[] {
  const backoff = backoffOf(fields);
  let nowMs = 0;
  for (let i = 0; i < numberIn(fields, 'nextCalls'); i++) {
    nowMs += 1000 * numberIn(fields, 'secondsBetweenCalls');
    backoff.next(nowMs, nowMs);
  }
  const calledMs = nowMs;
  nowMs += 1000 * numberIn(fields, 'thenIdleSeconds');
  const differences: string[] = [];
  for (const [question, expected] of Object.entries(fields)) {
    if (!question.startsWith('expected')) continue;
    differences.push(...compare(question, answer(question, backoff, calledMs, nowMs), expected));
  }
  return differences;
}

function answer(question: string, backoff: Backoff, calledMs: number, nowMs: number): unknown {
  if (question === 'expectedInBackoffRightAfterCalls') return backoff.isInBackoffSince(calledMs, calledMs);
  if (question === 'expectedInBackoffSinceLastUpdateAfterIdle')
    return backoff.isInBackoffSince(calledMs, nowMs);
  if (question === 'expectedEntryKept') return backoff.collectGarbage(nowMs);
  if (question.startsWith('expectedDelay')) {
    backoff.next(nowMs, nowMs);
    return backoff.delayMs / 1000;
  }
  throw new Error(`an unknown question, ${question}`);
}

function slow(fields: Fields): string[] {
  const backoff = backoffOf(fields);
  const expected: unknown = fields['expectedDelayBeforeEachNext'];
  if (!Array.isArray(expected)) throw new Error('no expected delays');
  const stepMs = 1000 * numberIn(fields, 'stepBetweenCallsSeconds');
  const delays = expected.map((_, i) => {
    const before = backoff.delayMs / 1000;
    backoff.next((i + 1) * stepMs, (i + 1) * stepMs);
    return before;
  });
  backoff.reset();
  return [
    ...compare('delays', delays, expected),
    ...compare('delay after reset', backoff.delayMs / 1000, fields['expectedDelayAfterReset'] ?? 0),
  ];
}

export const BACKOFF_ADAPTERS: Readonly<Record<string, Adapter>> = {
  h_backoff_in_backoff_since_update: { notCovered: null, check: timeline },
  h_backoff_jitter: perCase(jitter, 'the model itself uses no jitter here, like the kubelet'),
  h_backoff_reset_highwater_gc: perCase(idle),
  h_backoff_slow: perCase(slow),
};
