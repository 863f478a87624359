/**
 * When Linux sends the SYN of an unanswered connection attempt again, and when it gives up: some times a second apart,
 * then each time after twice as long.
 * @see https://docs.kernel.org/networking/ip-sysctl.html (tcp_syn_retries, tcp_syn_linear_timeouts; since Linux 6.5)
 */

/** TCP_TIMEOUT_INIT and TCP_RTO_MAX. */
const FIRST_MS = 1000;
const LONGEST_MS = 120_000;

export interface SynRetryOptions {
  /** tcp_syn_retries, ≥ 0; left out: 6. */
  readonly tcpSynRetries?: number;
  /** tcp_syn_linear_timeouts, ≥ 0: so many more at first, without doubling; left out: 4. 0 in kernels before 6.5. */
  readonly tcpSynLinearTimeouts?: number;
}

/** Linux gives up a connection whose packets go unanswered after about a quarter of an hour (tcp_retries2 = 15). */
export const RETRANSMIT_GIVE_UP_MS = 924_600;

/**
 * How long kube-proxy in userspace mode waits for each endpoint that it dials for one connection.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.25.0/pkg/proxy/userspace/proxysocket.go (TryConnectEndpoints)
 */
export const DIAL_TIMEOUTS_MS: readonly number[] = [250, 500, 1000, 2000];

/**
 * Milliseconds after the n-th SYN, counted from 0, until the next one; after the last, until the attempt has failed.
 * With Linux's defaults 1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64 s: 131 s in all; 127 s before 6.5.
 */
export function synGapsMs({ tcpSynRetries = 6, tcpSynLinearTimeouts = 4 }: SynRetryOptions): number[] {
  const gap = (n: number): number =>
    Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, n - tcpSynLinearTimeouts));
  return Array.from({ length: tcpSynRetries + tcpSynLinearTimeouts + 1 }, (_, n) => gap(n));
}

/** From the first SYN until the attempt has failed. */
export function connectGiveUpMs(options: SynRetryOptions): number {
  return synGapsMs(options).reduce((sum, each) => sum + each, 0);
}
