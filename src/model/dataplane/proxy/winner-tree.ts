/** The least of many changing numbers, the first of them when several are equal: a knock-out tournament. */
import { NONE } from '../../none.ts';

export class WinnerTree {
  /** Smallest power of two not below the number of keys. */
  private readonly leaves: number;
  private readonly keys: Float64Array;
  /** Index of the best key below each inner node; 1 is the root, and the children of i are 2i and 2i + 1. */
  private readonly winners: Int32Array;

  /** O(keys) */
  constructor(keys: ArrayLike<number>) {
    let leaves = 1;
    while (leaves < keys.length) leaves *= 2;
    this.leaves = leaves;
    this.keys = new Float64Array(leaves).fill(Infinity);
    this.keys.set(keys);
    this.winners = new Int32Array(2 * leaves);
    for (let leaf = 0; leaf < leaves; leaf++) this.winners[leaves + leaf] = leaf;
    for (let node = leaves - 1; node > 0; node--) this.play(node);
  }

  /** Index of the least key, or NONE without any. O(1) */
  get first(): number {
    const winner = this.winners[1]!;
    return Number.isFinite(this.keys[winner]) ? winner : NONE;
  }

  /** O(log keys) */
  set(index: number, key: number): void {
    this.keys[index] = key;
    for (let node = (this.leaves + index) >>> 1; node > 0; node >>>= 1) this.play(node);
  }

  private play(node: number): void {
    const left = this.winners[2 * node]!;
    const right = this.winners[2 * node + 1]!;
    this.winners[node] = this.keys[right]! < this.keys[left]! ? right : left;
  }
}
