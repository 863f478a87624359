/**
 * The order of the endpoints in the kernel's list of an ipvs virtual server: kube-proxy adds them in random order, and
 * each one goes to the front.
 * @see https://github.com/torvalds/linux/blob/master/net/netfilter/ipvs/ip_vs_ctl.c (__ip_vs_update_dest)
 */
import type { RandomStream } from '../../../kernel/random.ts';

/** What is in the list once only `stays` of `before` are left and `endpoints` have joined. O(n) */
export function reordered(
  before: Int32Array,
  stays: ReadonlySet<number>,
  endpoints: Iterable<number>,
  stream: RandomStream,
): Int32Array {
  const kept = before.filter((pod) => stays.has(pod));
  const known = new Set(kept);
  const came = [...endpoints].filter((pod) => !known.has(pod));
  shuffle(came, stream);
  return Int32Array.from([...came, ...kept]);
}

/** Every order equally likely (Fisher and Yates). */
export function shuffle(list: number[] | Int32Array, stream: RandomStream): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const moved = list[i]!;
    list[i] = list[j]!;
    list[j] = moved;
  }
}
