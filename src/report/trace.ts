/**
 * The first replication as a trace in the Trace Event Format, which Perfetto and chrome://tracing open: the phases of
 * every pod as slices, the steps of the control plane as instants, ready endpoints and failures as counters.
 *
 * @see https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import type { Result, VariantResult } from '../experiment/result.ts';

type TraceEvent = Readonly<Record<string, unknown>>;

/** The whole file: a process per variant, a thread per object. */
export function renderTrace({ variants }: Pick<Result, 'variants'>): string {
  const events = variants.flatMap((variant, i) => variantEvents(variant, i + 1));
  return `${JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events })}\n`;
}

function variantEvents({ name, pods, timeline, series }: VariantResult, pid: number): TraceEvent[] {
  const threads = new Map<string, number>();
  const threadOf = (object: string): number => {
    const thread = threads.get(object) ?? threads.size + 1;
    threads.set(object, thread);
    return thread;
  };
  const slices = pods.flatMap((pod) =>
    pod.phases.map(({ phase, startMs, endMs }) => ({
      name: phase,
      cat: 'pod',
      ph: 'X',
      pid,
      tid: threadOf(`pod/${pod.name}`),
      ts: micros(startMs),
      dur: micros(endMs - startMs),
      args: { node: pod.node, revision: pod.revision },
    })),
  );
  const instants = timeline.map(({ timeMs, object, what, why }) => ({
    name: what,
    cat: 'control plane',
    ph: 'i',
    s: 't',
    pid,
    tid: threadOf(object),
    ts: micros(timeMs),
    ...(why !== null && { args: { why } }),
  }));
  const counters = [
    counter('ready endpoints', series.readyEndpoints),
    counter('failed requests', series.errors),
  ].flatMap(({ label, values }) =>
    series.timeMs.map((timeMs, i) => ({
      name: label,
      ph: 'C',
      pid,
      ts: micros(timeMs),
      args: { [label]: values[i] },
    })),
  );
  const names = Array.from(threads, ([object, tid]) => ({
    name: 'thread_name',
    ph: 'M',
    pid,
    tid,
    args: { name: object },
  }));
  return [
    { name: 'process_name', ph: 'M', pid, args: { name } },
    ...names,
    ...slices,
    ...instants,
    ...counters,
  ];
}

function counter(label: string, values: readonly number[]): { label: string; values: readonly number[] } {
  return { label, values };
}

/** Whole nanoseconds are enough. */
function micros(ms: number): number {
  return Math.round(ms * 1e6) / 1e3;
}
