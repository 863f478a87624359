import { describe, expect, it } from 'vitest';
import { Engine } from '../../../kernel/engine.ts';
import { RandomStream } from '../../../kernel/random.ts';
import { Tasks } from '../../../kernel/tasks.ts';
import { chiSquareOfEvenCells } from '../../../testing/goodness-of-fit.ts';
import { cluster } from '../../../testing/options.ts';
import { KEY } from '../../../testing/run.ts';
import type { KubeProxyOptions } from '../../options.ts';
import { Streams } from '../../streams.ts';
import { createBalancer, type Balancer } from './balancer.ts';
import { chooseUniformly } from './iptables.ts';
import { maglevTable, PLACES } from './maglev.ts';
import { WinnerTree } from './winner-tree.ts';

type Scheduler = NonNullable<KubeProxyOptions['scheduler']>;
const CHAINS = 2;

function bench(mode: KubeProxyOptions['mode'], scheduler?: Scheduler) {
  const engine = new Engine();
  const tasks = new Tasks(engine, 0);
  const { kubeProxy } = cluster();
  const options = { ...kubeProxy, mode, ...(scheduler && { scheduler }) };
  const balancer = createBalancer(options, { engine, tasks, streams: new Streams(KEY, 0), chains: CHAINS })!;
  return {
    balancer,
    list: (...pods: number[]) => balancer.listed(0, Int32Array.from(pods)),
    until: (timeMs: number) => {
      tasks.after(timeMs - engine.now, () => {});
      while (engine.next(timeMs)) tasks.run(engine.slot);
    },
  };
}

const ipvs = (scheduler: Scheduler) => bench('ipvs', scheduler);

function choices(balancer: Balancer, count: number, chain = 0): number[] {
  return Array.from({ length: count }, () => balancer.choose(chain, 0));
}

const sorted = (pods: readonly number[]): number[] => pods.toSorted((a, b) => a - b);

describe('every mode', () => {
  it.each([
    ['userspace', undefined],
    ...(['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'sh', 'dh', 'mh'] as const).map(
      (each) => ['ipvs', each] as const,
    ),
  ] as const)(
    '%s %s: rejects without endpoints, sends all to the only one, and forgets what is gone',
    (mode, scheduler) => {
      const { balancer, list } = bench(mode, scheduler);
      expect(choices(balancer, 2)).toEqual([-1, -1]);
      list(7);
      expect(choices(balancer, 3)).toEqual([7, 7, 7]);
      expect(choices(balancer, 1, 1)).toEqual([-1]);
      for (let i = 0; i < 3; i++) balancer.connectionEnded(0, 7);
      list();
      expect(choices(balancer, 2)).toEqual([-1, -1]);
    },
  );

  // Critical values of chi-square at 0.1 % for n − 1 degrees of freedom.
  const SIZES = [
    [2, 10.83],
    [3, 13.82],
    [7, 22.46],
    [100, 148.23],
  ] as const;
  const CLIENTS = 1000;

  it.each(SIZES)(
    'spreads the connections of many clients over %i endpoints, as evenly as it can',
    (n, critical) => {
      const stream = new RandomStream([1, 2, 3, 4], 0, 2);
      const pods = Int32Array.from({ length: n }, (_, i) => i);
      const chiSquare = (choose: (address: number) => number): number => {
        const counts = new Float64Array(n);
        for (let i = 0; i < CLIENTS * n; i++) counts[choose(stream.uint32())]!++;
        return chiSquareOfEvenCells(counts);
      };
      const of = (mode: KubeProxyOptions['mode'], scheduler?: Scheduler) => {
        const { balancer } = bench(mode, scheduler);
        balancer.listed(0, pods);
        return chiSquare((address) => balancer.choose(0, address));
      };
      expect(chiSquare((draw) => chooseUniformly(pods, draw))).toBeLessThan(critical);
      for (const scheduler of ['rr', 'lc', 'sed'] as const) expect(of('ipvs', scheduler)).toBe(0);
      expect(of('userspace')).toBe(0);
      // The tables themselves are uneven, by one place of 4093 / n, and one bucket of 256 / n.
      const unevenness = (cells: number) => CLIENTS * n * (n / cells) ** 2;
      expect(of('ipvs', 'mh')).toBeLessThan(critical + unevenness(PLACES));
      expect(of('ipvs', 'sh')).toBeLessThan(critical + unevenness(256));
      expect(of('ipvs', 'dh')).toBe(CLIENTS * n * (n - 1));
    },
  );
});

describe('ipvs rr', () => {
  it('takes the endpoints in turn, on every chain by itself', () => {
    const { balancer, list } = ipvs('rr');
    list(1, 2, 3);
    balancer.listed(1, Int32Array.of(1, 2, 3));
    const round = choices(balancer, 3);
    expect(sorted(round)).toEqual([1, 2, 3]);
    expect(sorted([...choices(balancer, 1, 1), ...choices(balancer, 2, 1)])).toEqual([1, 2, 3]);
    expect(choices(balancer, 3)).toEqual(round);
  });

  it('goes on from where it was: those that are gone are skipped, those that come stand at the front', () => {
    const { balancer, list } = ipvs('rr');
    list(1, 2, 3, 4);
    const [first, , third, fourth] = choices(balancer, 4) as [number, number, number, number];
    choices(balancer, 2);
    list(...[first, third, fourth].toSorted((a, b) => a - b));
    expect(choices(balancer, 4)).toEqual([third, fourth, first, third]);
    list(...[first, third, fourth].toSorted((a, b) => a - b), 9);
    expect(choices(balancer, 4)).toEqual([fourth, 9, first, third]);
    list(fourth, 9);
    expect(choices(balancer, 2)).toEqual([fourth, 9]);
  });

  it('begins at the front when all before the pointer are gone', () => {
    const { balancer, list } = ipvs('rr');
    list(1, 2);
    const [first, second] = choices(balancer, 2) as [number, number];
    choices(balancer, 1);
    expect(first).not.toBe(second);
    list(second);
    expect(choices(balancer, 2)).toEqual([second, second]);
  });
});

describe('userspace', () => {
  it('takes the endpoints in turn, in an order that is drawn anew with every change', () => {
    const { balancer, list } = bench('userspace');
    const pods = Array.from({ length: 20 }, (_, i) => i);
    list(...pods);
    const round = choices(balancer, 20);
    expect(choices(balancer, 20)).toEqual(round);
    list(...pods);
    const next = choices(balancer, 20);
    expect(next).not.toEqual(round);
    expect(sorted(next)).toEqual(pods);
  });
});

describe('ipvs lc', () => {
  it('takes the endpoint with the fewest active connections', () => {
    const { balancer, list } = ipvs('lc');
    list(1, 2, 3);
    expect(sorted(choices(balancer, 3))).toEqual([1, 2, 3]);
    balancer.connectionEnded(0, 2);
    expect(choices(balancer, 1)).toEqual([2]);
    balancer.connectionEnded(0, 3);
    balancer.connectionEnded(0, 3);
    expect(choices(balancer, 2)).toEqual([3, 3]);
  });

  it('among those, the one with the fewest closed in the last two minutes', () => {
    const { balancer, list, until } = ipvs('lc');
    list(1, 2);
    const [first] = choices(balancer, 1) as [number];
    const other = 3 - first;
    balancer.connectionEnded(0, first);
    expect(choices(balancer, 1)).toEqual([other]);
    balancer.connectionEnded(0, other);
    // A tie: the first of the list.
    expect(choices(balancer, 1)).toEqual([first]);
    until(60_000);
    balancer.connectionEnded(0, first);
    until(119_999);
    expect(choices(balancer, 1)).toEqual([other]);
    balancer.connectionEnded(0, other);
    until(120_000);
    // Both have closed one since: the first of the list again.
    expect(choices(balancer, 1)).toEqual([first]);
  });

  it('remembers the connections of an endpoint that comes back', () => {
    const { balancer, list } = ipvs('lc');
    list(1, 2);
    choices(balancer, 4);
    list(2);
    choices(balancer, 1);
    balancer.connectionEnded(0, 1);
    list(1, 2);
    // 1 has one left, 2 has three.
    expect(choices(balancer, 2)).toEqual([1, 1]);
  });

  it('keeps thousands of closed connections in order', () => {
    const { balancer, list, until } = ipvs('lc');
    list(1, 2);
    for (let i = 1; i <= 1000; i++) {
      until(i);
      balancer.connectionEnded(0, choices(balancer, 1)[0]!);
    }
    until(200_000);
    // All forgotten: a tie, which the first of the list wins as often as nothing is closed since.
    const [first] = choices(balancer, 1) as [number];
    expect(choices(balancer, 3)).toEqual([3 - first, first, 3 - first]);
  });
});

describe('ipvs sed', () => {
  it('does not look at closed connections', () => {
    const { balancer, list } = ipvs('sed');
    list(1, 2);
    const [first] = choices(balancer, 1) as [number];
    for (let i = 0; i < 5; i++) {
      balancer.connectionEnded(0, first);
      expect(choices(balancer, 1)).toEqual([first]);
    }
    expect(choices(balancer, 1)).toEqual([3 - first]);
  });
});

describe('ipvs sh', () => {
  const ADDRESSES = Array.from({ length: 512 }, (_, i) => 10_000 + i);

  it('sends a client to the same endpoint every time', () => {
    const { balancer, list } = ipvs('sh');
    list(1, 2, 3);
    const of = () => ADDRESSES.map((address) => balancer.choose(0, address));
    expect(of()).toEqual(of());
    expect(new Set(of())).toEqual(new Set([1, 2, 3]));
  });

  it('refuses those of an endpoint that is taken out, until a sweep finds it without connections', () => {
    const { balancer, list, until } = ipvs('sh');
    const refused = () =>
      ADDRESSES.filter((address) => {
        const pod = balancer.choose(0, address);
        if (pod !== -1) balancer.connectionEnded(0, pod);
        return pod === -1;
      }).length;
    list(1, 2);
    const address = ADDRESSES.find((each) => balancer.choose(0, each) === 1)!;
    expect(address).toBeDefined();
    list(2);
    const share = refused();
    expect(share / ADDRESSES.length).toBeCloseTo(0.5, 1);
    until(60_000);
    expect(refused()).toBe(share);
    until(100_000);
    balancer.connectionEnded(0, 1);
    // Active until now, then two minutes inactive: the sweep after 220 s.
    until(239_999);
    expect(refused()).toBe(share);
    until(240_000);
    expect(refused()).toBe(0);
  });

  it('takes out at once what has no connections', () => {
    const { balancer, list } = ipvs('sh');
    list(1, 2);
    list(2);
    expect(ADDRESSES.map((address) => balancer.choose(0, address))).not.toContain(-1);
  });
});

describe('ipvs mh', () => {
  it('fills its table evenly, and moves few of the places of others when an endpoint goes', () => {
    const pods = Int32Array.from({ length: 10 }, (_, i) => 100 + i);
    const before = maglevTable(pods);
    const shares = new Map<number, number>();
    before.forEach((pod) => shares.set(pod, (shares.get(pod) ?? 0) + 1));
    expect([...shares.values()].every((places) => Math.abs(places - PLACES / 10) < 1)).toBe(true);
    const after = maglevTable(pods.filter((pod) => pod !== 103));
    const moved = after.filter((pod, place) => before[place] !== 103 && pod !== before[place]).length;
    // A table of endpoints in turn would move 8 of 9.
    expect(moved / PLACES).toBeLessThan(0.1);
  });
});

describe('WinnerTree', () => {
  it('has no first without keys', () => expect(new WinnerTree([]).first).toBe(-1));

  it('knows the first of the least keys after every change', () => {
    const stream = new RandomStream([1, 2, 3, 4], 0, 3);
    for (const n of [1, 2, 5, 8, 13]) {
      const keys = Array.from({ length: n }, () => stream.below(4));
      const tree = new WinnerTree(keys);
      for (let i = 0; i < 200; i++) {
        expect(tree.first).toBe(keys.indexOf(Math.min(...keys)));
        const at = stream.below(n);
        const key = stream.below(4);
        keys[at] = key;
        tree.set(at, key);
      }
    }
  });
});
