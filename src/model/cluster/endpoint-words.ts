/** What has changed in the endpoints of a Service, in words for the timeline. */
import type { Endpoint, EndpointChange } from './endpoint-slices.ts';

/** `of its pods 1 became ready, 2 began to terminate`: why a new version of the endpoints was stored. */
export function changeWords(changes: readonly EndpointChange[]): string {
  const counts = new Map<string, number>();
  for (const { before, after } of changes) {
    const what = changeWord(before, after);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const words = [...counts].map(([what, count]) => `${count} ${what}`);
  return `of its pods ${words.join(', ')}`;
}

function changeWord(before: Endpoint | null, after: Endpoint | null): string {
  if (before === null) return 'got an address';
  if (after === null) return 'went';
  if (after.terminating && !before.terminating) return 'began to terminate';
  if (after.ready !== before.ready) return after.ready ? 'became ready' : 'became unready';
  return after.serving ? 'began to serve' : 'stopped serving';
}
