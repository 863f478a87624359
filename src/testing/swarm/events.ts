/** A random schedule of faults and writes, which ends with all nodes well, so that the cluster comes to rest. */
import * as fc from 'fast-check';
import { changedProgram } from './pods.ts';
import { ALLOWED, type DrawnWorkload } from './workloads.ts';

/** Faults happen before; then everything is mended, and the cluster has the rest of the time to settle. */
const MENDED_S = 35;

const workloadName = fc.constantFrom('web', 'web', 'api', 'late');
const count = fc.integer({ min: 1, max: 3 });
const write = (what: string, more: Readonly<Record<string, fc.Arbitrary<unknown>>> = {}) =>
  fc.record({ do: fc.constant(what), name: workloadName, ...more });

/**
 * To workloads by name, which may not know what is done to them, and to nodes by number, of which there may be fewer:
 * {@link schedule} fits them.
 */
const fault = fc.oneof(
  { weight: 2, arbitrary: write('rolloutRestart') },
  {
    weight: 2,
    arbitrary: write('setImage', {
      image: fc.constantFrom('web:1', 'web:2', 'web:3'),
      application: changedProgram,
    }),
  },
  { weight: 2, arbitrary: write('scale', { replicas: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 1, arbitrary: write('rolloutUndo') },
  { weight: 1, arbitrary: fc.constantFrom('pause', 'resume').chain((what) => write(what)) },
  { weight: 1, arbitrary: write('delete') },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('crashPod', 'oomKillPod', 'hangPod', 'killPod')
      .chain((what) => write(what, { count })),
  },
  { weight: 1, arbitrary: write('killPod', { count, gracePeriodSeconds: fc.constantFrom(0, 1, 20) }) },
  {
    weight: 1,
    arbitrary: write('slowPod', {
      count,
      factor: fc.constantFrom(0.5, 20),
      duration: fc.constantFrom('1s', '20s'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('applyManifest') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('registryOutage'), duration: fc.constantFrom('2s', '15s') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('restartKubelet'),
      node: fc.integer({ min: 0, max: 9 }),
      downtime: fc.constantFrom('0s', '3s', '15s'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'failNode',
        'failNode',
        'partition',
        'recoverNode',
        'cordonNode',
        'drainNode',
        'uncordonNode',
      ),
      node: fc.integer({ min: 0, max: 9 }),
    }),
  },
);

type Fault = Readonly<Record<string, unknown>> & { readonly do: string };

/** Half seconds, none of them twice, so that writes reach the API server in the order of their events. */
export const faults = fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 2 * MENDED_S - 2 }), fault), {
  maxLength: 9,
  selector: ([at]) => at,
});

/** The events of a scenario. @param late created by an event, if there is one. */
export function schedule(
  drawn: readonly (readonly [at: number, fault: Fault])[],
  workloads: readonly DrawnWorkload[],
  late: DrawnWorkload,
  nodes: readonly { readonly name: string; readonly zone: string }[],
): object[] {
  const known = drawn.some(([, each]) => each.do === 'applyManifest') ? [...workloads, late] : workloads;
  const first = drawn.find(([, each]) => each.do === 'applyManifest');
  const events = drawn.map((entry) => {
    const [half, each] = entry;
    // A pod that is there cannot be changed.
    const isRefused = each.do === 'applyManifest' && late.kind === 'Pod' && entry !== first;
    const what = isRefused ? { do: 'killPod', name: late.name } : each;
    return { at: `${half / 2}s`, ...fitted(what, known, late, nodes) };
  });
  const mend = (action: string, target: string) => ({ at: `${MENDED_S}s`, do: action, target });
  return [
    ...events,
    ...nodes.flatMap(({ name: node }) =>
      ['recoverNode', 'uncordonNode'].map((action) => mend(action, `node/${node}`)),
    ),
    ...known
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ name: deployment }) => mend('resume', `deployment/${deployment}`)),
  ];
}

function fitted(
  { node, name: wanted, ...what }: Fault,
  workloads: readonly DrawnWorkload[],
  late: DrawnWorkload,
  nodes: readonly { readonly name: string; readonly zone: string }[],
): object {
  if (what.do === 'applyManifest')
    return { ...what, resources: [late.object], application: late.application };
  if (typeof node === 'number') {
    const { name, zone } = nodes[node % nodes.length]!;
    return { ...what, target: node < 8 ? `node/${name}` : `zone/${zone}` };
  }
  if (what.do === 'registryOutage') return what;
  const { kind, name } = workloads.find((each) => each.name === wanted) ?? workloads[0]!;
  const target = `${kind.toLowerCase()}/${name}`;
  const isPodFault = what.do.endsWith('Pod');
  if (isPodFault || ALLOWED[kind]!.includes(what.do)) return { ...what, target };
  return { do: 'killPod', target };
}
