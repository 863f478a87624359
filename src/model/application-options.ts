/** The program in a pod behind a Service, as plain data. */
import type { SamplerOptions } from '../kernel/samplers/options.ts';
import type { CallOptions } from './client-options.ts';
import type { HealthOptions } from './node/container-options.ts';
import type { CpuWorkOptions } from './workload/cpu-options.ts';

export interface ApplicationOptions {
  /** Container start → accepts connections. */
  readonly startup: SamplerOptions;
  /** Then: accepts, but answers 503 on its health endpoint and to requests. */
  readonly initialization: SamplerOptions;
  /** Requests served at once per pod, ≥ 1. */
  readonly concurrency: number;
  /** Requests waiting at most per pod; one more is answered 503 at once. */
  readonly queue: number;
  /** Demand of a request, drawn when it arrives at its client. */
  readonly serviceTime: SamplerOptions;
  /** Service times are multiplied by a factor that falls linearly from `factor` to 1 over `durationMs` after listening. */
  readonly coldStart: { readonly factor: number; readonly durationMs: number };
  /** exit: in-flight requests are reset · drain: stop accepting, finish, exit · ignore: until SIGKILL. */
  readonly onTerm: 'exit' | 'drain' | 'ignore';
  /** Share of requests the application answers with an error of its own, 0…1. */
  readonly failureRatio: number;
  /** What of its service times is work of the CPU; left out: nothing is said, and no limit concerns it. */
  readonly cpu?: CpuWorkOptions;
  /** Every process exits by itself so long after its start; left out: it does not. */
  readonly crashAfter?: SamplerOptions;
  /** With this code; left out: 1. */
  readonly exitCode?: number;
  /** The server's own limits of a connection; left out: it closes none by itself. */
  readonly keepAlive?: KeepAliveLimits;
  /** Whether probes wait in the same queue as requests, and what answering one costs. */
  readonly health: { readonly path: 'separate' | 'shared' } & HealthOptions;
  /** Requests that a pod sends, after its own work on a request, before it answers. Left out: none. */
  readonly calls?: readonly CallOptions[];
}

/** Each left out: no limit. */
export interface KeepAliveLimits {
  /** Idle for so long after an answer: closed, whatever is on its way. */
  readonly idleTimeoutMs?: number;
  /** The last of so many answers, or the first one after so long, says that the connection is to be closed. */
  readonly maxRequests?: number;
  readonly maxAgeMs?: number;
}
