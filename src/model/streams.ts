/**
 * Which purpose draws from which random stream. Ids are fixed, one per purpose and index, so that a new purpose
 * shifts no other, and so that request n, pod n and fault n meet the same chance under every variant.
 */
import { RandomStream, type StreamKey } from '../kernel/random.ts';

/** Never renumber: results for a seed depend on these ids. */
const PURPOSES = {
  arrivals: 1,
  demand: 2,
  endpointChoice: 3,
  clientPlace: 4,
  applicationFailure: 5,
  retry: 6,
  clientAddress: 7,
  podLife: 10,
  scheduling: 11,
  apiWrite: 12,
  watch: 13,
  kubelet: 14,
  proxySync: 15,
  probe: 16,
  controllerSync: 17,
  proxyOrder: 20,
  dnsWatch: 21,
  dnsLookup: 22,
  dnsShuffle: 23,
  callChance: 24,
  probePhase: 30,
  podRequeue: 31,
  containerRestart: 32,
  loadBalancer: 50,
  ingressSync: 51,
  ingressBalance: 52,
  processCrash: 33,
  readinessGate: 34,
  execStart: 35,
  probeFault: 36,
  imagePull: 37,
  imageCheck: 38,
  companion: 39,
  arrivalStates: 40,
  thinkTime: 41,
  autoscalerPhase: 42,
  metricsPhase: 43,
  nodeFault: 60,
  daemonOrder: 61,
  startFailure: 62,
  probeStart: 63,
  cpuPeriod: 70,
} as const;

export type StreamPurpose = keyof typeof PURPOSES;

/** Room for this many streams per purpose (sources, nodes, …). */
const INDEX_SPAN = 2 ** 20;

export class Streams {
  private readonly key: StreamKey;
  private readonly replication: number;

  constructor(key: StreamKey, replication: number) {
    this.key = key;
    this.replication = replication;
  }

  /** The stream of a purpose; `index` tells apart sources or nodes. A new object each time, from its beginning. */
  open(purpose: StreamPurpose, index = 0): RandomStream {
    return new RandomStream(this.key, this.replication, PURPOSES[purpose] * INDEX_SPAN + index);
  }
}
