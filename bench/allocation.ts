/**
 * Bytes that a function allocates on this thread's heap, by V8's sampling heap profiler. It sees what was collected
 * again as well, and estimates without bias: an allocation of b bytes is sampled with probability about b / interval, so
 * an estimate of B bytes is off by about √(B · interval). Growth of `heapUsed` would see only what no collection took.
 * Outside the heap, and so not counted, lie the elements of typed arrays.
 */
import { Session } from 'node:inspector/promises';

const INTERVAL_BYTES = 512;

interface Node {
  readonly selfSize: number;
  readonly children: readonly Node[];
}

export async function allocatedBytes(run: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: INTERVAL_BYTES,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    run();
    const { profile } = await session.post('HeapProfiler.stopSampling');
    return total(profile.head);
  } finally {
    session.disconnect();
  }
}

function total({ selfSize, children }: Node): number {
  return children.reduce((sum, child) => sum + total(child), selfSize);
}
