/**
 * The loss ledger told as steps of the timeline: for each pod what it lost, by cause and kind, and the gap that lost
 * it, at the time the last of it was given up.
 */
import { CAUSE_MEANINGS, CAUSES, ERROR_KINDS } from './outcomes.ts';
import type { LossOutput, TimelineEntry } from './output.ts';

/** @param listedMs by pod name: how long some node's rules listed it after it stopped accepting. */
export function lossEntries(
  losses: readonly LossOutput[],
  listedMs: ReadonlyMap<string, number>,
  nameOfSource: (source: number) => string,
): TimelineEntry[] {
  const groups = new Map<string, LossOutput[]>();
  for (const loss of losses) {
    const object = loss.pod === null ? `traffic/${nameOfSource(loss.source)}` : `pod/${loss.pod}`;
    groups.set(object, [...(groups.get(object) ?? []), loss]);
  }
  return [...groups].map(([object, group]) => {
    const total = group.reduce((sum, { count }) => sum + count, 0);
    const staleMs = listedMs.get(object.slice('pod/'.length));
    return {
      timeMs: Math.max(...group.map(({ lastMs }) => lastMs)),
      object,
      what: `${total} ${total === 1 ? 'request' : 'requests'} lost: ${byCause(group)}`,
      why:
        staleMs === undefined
          ? meaningOfMost(group)
          : `listed for ${spanText(staleMs)} after it stopped accepting`,
    };
  });
}

/** Below a second in milliseconds. */
function spanText(ms: number): string {
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Of the cause that lost most. */
function meaningOfMost(group: readonly LossOutput[]): string {
  const counts = CAUSES.map((_, code) =>
    group.reduce((sum, { cause, count }) => sum + (cause === code ? count : 0), 0),
  );
  return CAUSE_MEANINGS[CAUSES[counts.indexOf(Math.max(...counts))]!];
}

/** `22 stale-endpoint (4 refused, 18 timeout), 4 killed-in-flight (4 reset)` */
function byCause(group: readonly LossOutput[]): string {
  const parts = CAUSES.flatMap((cause, code) => {
    const ofCause = group.filter((loss) => loss.cause === code);
    const count = ofCause.reduce((sum, loss) => sum + loss.count, 0);
    return count === 0 ? [] : [`${count} ${cause} (${byKind(ofCause)})`];
  });
  return parts.join(', ');
}

function byKind(group: readonly LossOutput[]): string {
  const parts = ERROR_KINDS.flatMap((kind, code) => {
    const count = group.filter((loss) => loss.kind === code).reduce((sum, loss) => sum + loss.count, 0);
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return parts.join(', ');
}
