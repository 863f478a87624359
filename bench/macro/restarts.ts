/** What a rolling restart costs per pod, with next to no traffic, in a service of this many pods on a tenth as many nodes. */
import type { BenchTask, Suite } from '../task.ts';
import { replication } from './replication.ts';

function restart(pods: number): BenchTask {
  const changes = (count: number) => ({
    duration: '120s',
    warmup: '0s',
    set: [
      `deployment/web.spec.replicas=${count}`,
      `cluster.nodes=${count / 10}`,
      'traffic[0].arrivals.poisson.rate=1/s',
      'events[0].at=1s',
    ],
  });
  const few = pods / 50;
  const { prepare } = replication('five-thousand-pods.json', changes(pods), changes(few));
  return {
    unit: 'pod',
    prepare: (context) => {
      const { work, ...rest } = prepare(context);
      return { ...rest, work: () => ({ ...work(), operations: context.tiny ? few : pods }) };
    },
  };
}

export const restarts: Suite = Object.fromEntries([500, 1000, 2000, 5000].map((n) => [`${n}`, restart(n)]));
