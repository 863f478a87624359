/** Whom packets under way meet, or who wants to know of them: what Transport is connected to. */

/** The neighbours. They are the objects themselves, not closures over them: V8 inlines a method, but no closure. */
export interface TransportPorts {
  /** They choose the pod for a new connection, or NONE, and may want to know when it ends. */
  readonly proxies: {
    readonly countsConnections: boolean;
    choose(node: number, chain: number, draw: number, address: number): number;
    /** In userspace mode, after a dial has failed: another pod, wherever the client stuck to. */
    chooseAgain(node: number, chain: number, address: number): number;
    isSilent(node: number, chain: number): boolean;
    connectionEnded(node: number, chain: number, pod: number): void;
  };
  /** They know where names lead to. */
  readonly resolvers: {
    resolve(slot: number): void;
    hungUp(slot: number): void;
    failed(source: number, client: number): void;
  };
  /** The connection is there; the request follows. */
  readonly pools: { connected(slot: number): void };
  readonly servers: { arrive(slot: number): void };
  readonly clients: { answer(slot: number): void };
  readonly prober: { answered(slot: number): void; unanswered(slot: number): void };
  /** The pods' ends of the connections; some limit how these are used. */
  readonly podEnds: { readonly hasLimits: boolean; answered(connection: number): void };
}
