/** What an ingress remembers of each request that is with it, in columns by row of the request table. */
import { resized } from '../../kernel/columns.ts';
import type { RequestTable } from '../traffic/request-table.ts';

export class Tries {
  /** The client's number within its source, while the row's own column holds the worker's. */
  client: Int32Array = new Int32Array(0);
  /** Pods tried. */
  count: Int32Array = new Int32Array(0);
  /** 1: the present try went out on a connection that had been used before. */
  isCached: Uint8Array = new Uint8Array(0);
  arrivedMs: Float64Array = new Float64Array(0);
  /** When the present try began. */
  sentMs: Float64Array = new Float64Array(0);
  private readonly requests: RequestTable;

  constructor(requests: RequestTable) {
    this.requests = requests;
  }

  begin(slot: number, client: number): void {
    this.fit();
    this.client[slot] = client;
    this.count[slot] = 0;
    this.isCached[slot] = 0;
  }

  copy(from: number, to: number): void {
    this.fit();
    this.client[to] = this.client[from]!;
    this.count[to] = this.count[from]!;
    this.isCached[to] = this.isCached[from]!;
    this.arrivedMs[to] = this.arrivedMs[from]!;
    this.sentMs[to] = this.sentMs[from]!;
  }

  private fit(): void {
    const { capacity } = this.requests;
    if (this.client.length >= capacity) return;
    this.client = resized(this.client, capacity, Int32Array);
    this.count = resized(this.count, capacity, Int32Array);
    this.isCached = resized(this.isCached, capacity, Uint8Array);
    this.arrivedMs = resized(this.arrivedMs, capacity, Float64Array);
    this.sentMs = resized(this.sentMs, capacity, Float64Array);
  }
}
