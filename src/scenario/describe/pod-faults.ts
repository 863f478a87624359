/** Events that befall single pods, in words. */
import type { PodFaultOptions } from '../../model/options.ts';
import { formatDuration } from '../values/duration.ts';
import { count, number } from './text.ts';

/** What is done, to be followed by "of deployment/web". */
export function podFaultWords(fault: PodFaultOptions): string {
  const pods = count(fault.count, 'pod');
  switch (fault.type) {
    case 'crashPod':
      return `${fault.exitCode === 0 ? 'exit' : 'crash'} of ${pods}`;
    case 'oomKillPod':
      return `OOM kill of ${pods}`;
    case 'hangPod':
      return `hang of ${pods}`;
    case 'killPod':
      return `deletion by hand of ${pods}${fault.gracePeriodSeconds === undefined ? '' : ` with a grace of ${fault.gracePeriodSeconds} s`}`;
    case 'slowPod': {
      const forHowLong = fault.forMs === null ? '' : ` for ${formatDuration(fault.forMs)}`;
      return `slowing down to ${number(fault.factor)} times the time${forHowLong} of ${pods}`;
    }
  }
}
