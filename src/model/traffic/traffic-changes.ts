/**
 * Changes of traffic in the course of a run. Open arrivals know theirs from the beginning (arrivals/sequence.ts); here
 * users of closed sources come and go, and the timeline is told.
 */
import type { Tasks } from '../../kernel/tasks.ts';
import type { ArrivalOptions, SetTrafficOptions, SimulationOptions } from '../options.ts';
import type { Timeline } from '../timeline.ts';
import type { ClosedUsers } from './closed-users.ts';

/** More steps than this are a trace, and none of them is news. */
const MAX_NOTED = 50;

/** @param sources by index. */
export function followChanges(
  { events, traffic }: SimulationOptions,
  sources: readonly { readonly users: ClosedUsers | null }[],
  tasks: Tasks,
  timeline: Timeline,
): void {
  const change = ({ source, arrivals }: SetTrafficOptions): void => {
    timeline.note(`traffic/${traffic[source]!.name}`, `now ${arrivalWords(arrivals)}`, 'setTraffic');
    if (arrivals.type === 'closed') sources[source]!.users?.change(arrivals);
  };
  for (const event of events) {
    if (event.type === 'setTraffic') tasks.after(event.atMs, () => change(event));
  }
  traffic.forEach(({ name, arrivals }) => {
    if (arrivals.type !== 'steps' || arrivals.steps.length > MAX_NOTED) return;
    for (const { fromMs, ratePerSecond } of arrivals.steps) {
      if (fromMs > 0)
        tasks.after(fromMs, () =>
          timeline.note(`traffic/${name}`, `now ${ratePerSecond}/s`, 'its arrivals step'),
        );
    }
  });
}

function arrivalWords(arrivals: ArrivalOptions): string {
  if (arrivals.type === 'closed') return `${arrivals.users} users`;
  return 'ratePerSecond' in arrivals ? `${arrivals.ratePerSecond}/s, ${arrivals.type}` : arrivals.type;
}
