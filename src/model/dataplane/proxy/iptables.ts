/**
 * iptables mode: a cascade of rules, the i-th of n matching with probability 1 / (n − i), the last unconditionally.
 * That is a uniform choice, independent for every new connection and blind to load and health, so one draw does it.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/iptables/proxier.go (writeServiceToEndpointRules)
 */
import { share } from '../../../kernel/share.ts';
import { NONE } from '../../none.ts';

/** The endpoint that a draw of 32 bits, signed or unsigned, falls on, or NONE when the chain is empty and the connection is rejected. */
export function chooseUniformly(endpoints: Int32Array, draw: number): number {
  const n = endpoints.length;
  return n === 0 ? NONE : endpoints[share(draw, n)]!;
}
