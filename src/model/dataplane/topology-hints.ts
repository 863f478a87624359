/**
 * The hints of `service.kubernetes.io/topology-mode: Auto`: each zone is to have a share of the ready endpoints as large
 * as its share of the nodes' CPU, by its own endpoints first, then by some of zones that have more than their share. No
 * hints at all when an endpoint would get more than 20 % above its share, or when there are fewer endpoints than zones.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/endpointslice/topologycache (AddHints, getAllocations, redistributeHints)
 */

const OVERLOAD_THRESHOLD = 0.2;

/** An endpoint that is ready. */
interface Placed {
  readonly pod: number;
  readonly zone: string;
}

/**
 * The zone that each endpoint is for, by pod; `null` without hints. Ties are decided in the order of `cpuByZone`.
 * @param endpoints in the order of their slice.
 * @param cpuByZone CPU of the zone's nodes, in any unit.
 */
export function allocateHints(
  endpoints: readonly Placed[],
  cpuByZone: ReadonlyMap<string, number>,
): ReadonlyMap<number, string> | null {
  const desired = desiredByZone(endpoints.length, cpuByZone);
  if (desired === null) return null;
  const hints = new Map(endpoints.map(({ pod, zone }) => [pod, zone]));
  const surplus = new Map([...desired].map(([zone, count]) => [zone, countIn(endpoints, zone) - count]));
  for (const [from, to] of transfers(surplus)) {
    const given = endpoints.find(({ pod, zone }) => zone === from && hints.get(pod) === from);
    if (given !== undefined) hints.set(given.pod, to);
  }
  return hints;
}

/** Endpoints that each zone should have; `null` when some would be overloaded. */
function desiredByZone(
  count: number,
  cpuByZone: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> | null {
  if (cpuByZone.size < 2 || cpuByZone.size > count) return null;
  const total = [...cpuByZone.values()].reduce((sum, cpu) => sum + cpu, 0);
  let left = count;
  const desired = new Map<string, number>();
  for (const [zone, cpu] of cpuByZone) {
    const exact = (cpu / total) * count;
    const minimum = Math.ceil(exact * (1 / (1 + OVERLOAD_THRESHOLD)));
    desired.set(zone, Math.max(exact, minimum));
    left -= minimum;
  }
  return left < 0 ? null : desired;
}

function countIn(endpoints: readonly Placed[], wanted: string): number {
  return endpoints.filter(({ zone }) => zone === wanted).length;
}

/** One endpoint after the other, from the zone with most to spare to the one that lacks most. */
function transfers(surplus: Map<string, number>): [from: string, to: string][] {
  const list: [string, string][] = [];
  for (;;) {
    const zones = [...surplus.entries()];
    const [from, spare] = zones.reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0]);
    const [to, lack] = zones.reduce(
      (most, each) => (-each[1] > most[1] ? [each[0], -each[1]] : most),
      ['', 0],
    );
    if ((spare < 1 && lack < 1) || spare < 0.5 || lack < 0.5) return list;
    surplus.set(from, spare - 1);
    surplus.set(to, 1 - lack);
    list.push([from, to]);
  }
}
