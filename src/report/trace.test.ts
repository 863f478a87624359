import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { renderTrace } from './trace.ts';

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

describe('renderTrace', () => {
  const result = sampleResult({ variants: ['a', 'b'] });
  const { traceEvents } = JSON.parse(renderTrace(result)) as { readonly traceEvents: readonly Event[] };
  const of = (ph: string, pid: number) => traceEvents.filter((event) => event.ph === ph && event.pid === pid);

  it('has a process per variant, and every phase of every pod as a slice of its thread', () => {
    result.variants.forEach((variant, i) => {
      const pid = i + 1;
      expect(of('M', pid)[0]).toMatchObject({ name: 'process_name', args: { name: variant.name } });
      const slices = of('X', pid);
      expect(slices).toHaveLength(variant.pods.flatMap(({ phases }) => phases).length);
      const { phase, startMs, endMs } = variant.pods[1]!.phases[0]!;
      const thread = of('M', pid).find(({ args }) => args?.['name'] === `pod/${variant.pods[1]!.name}`)!.tid;
      expect(slices.find(({ tid }) => tid === thread)).toMatchObject({
        name: phase,
        ts: startMs * 1000,
        dur: (endMs - startMs) * 1000,
      });
    });
  });

  it('has every step of the timeline, and a name for every thread', () => {
    const { timeline, series } = result.variants[0]!;
    expect(of('i', 1)).toHaveLength(timeline.length);
    expect(of('C', 1)).toHaveLength(2 * series.timeMs.length);
    const named = new Set(of('M', 1).map(({ tid }) => tid));
    expect([...of('i', 1), ...of('X', 1)].every(({ tid }) => named.has(tid))).toBe(true);
  });
});
