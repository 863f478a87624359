/** Checks what events that change traffic refer to. */
import type { View } from './draft.ts';
import { complain, read } from './draft.ts';
import type { Problems } from './problems.ts';
import { didYouMeanOrList } from './suggest.ts';
import { isRecord } from './text/path.ts';

/** The source must exist, and stay open or closed. */
export function checkTrafficChange(
  scenario: View,
  index: number,
  event: Record<string, unknown>,
  problems: Problems,
): void {
  const { target, arrivals } = event;
  if (typeof target !== 'string' || !target.startsWith('traffic/')) return;
  const traffic = read(scenario, ['traffic']);
  const sources = (Array.isArray(traffic) ? traffic : []).filter(isRecord);
  const source = sources.find(({ name }) => target === `traffic/${String(name)}`);
  if (source === undefined) {
    const names = sources.map(({ name }) => `traffic/${String(name)}`);
    const hint = didYouMeanOrList(target, names, 'sources');
    const expected = 'expected a source of requests';
    return complain(scenario, { path: ['events', index, 'target'], expected, hint }, problems);
  }
  const isClosed = (value: unknown): boolean => isRecord(value) && 'closed' in value;
  if (isClosed(arrivals) === isClosed(source['arrivals'])) return;
  const expected = isClosed(arrivals)
    ? 'expected open arrivals, as the source has: its clients do not wait for answers'
    : 'expected "closed" arrivals, as the source has: its users wait for answers';
  complain(scenario, { path: ['events', index, 'arrivals'], expected }, problems);
}
