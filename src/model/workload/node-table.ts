/**
 * Which nodes have no power, for whoever sends a packet from one, to one or by way of one; and which of them clients
 * outside enter by.
 */
export class NodeTable {
  readonly count: number;
  /** How many have no power: 0 for whoever does not want to look further. */
  deadCount = 0;
  /** How many are no entries now. */
  closedCount = 0;
  /** [nodes] 1: without power. */
  readonly dead: Uint8Array;
  /** Nodes that clients outside enter by, ascending. */
  private entries: Int32Array;

  constructor(count: number) {
    this.count = count;
    this.dead = new Uint8Array(count);
    this.entries = Int32Array.from({ length: count }, (_, node) => node);
  }

  losePower(node: number): void {
    this.dead[node] = 1;
    this.deadCount++;
    this.setEntries(this.entries.filter((each) => each !== node));
  }

  /** The node has power again, but no rules yet. */
  getPower(node: number): void {
    this.dead[node] = 0;
    this.deadCount--;
  }

  /** The node's proxy has written its rules. */
  openEntry(node: number): void {
    if (!this.entries.includes(node)) this.setEntries(Int32Array.from([...this.entries, node]).toSorted());
  }

  /** The node, or in place of one that is no entry another, by a draw of 32 bits; itself when there is none. */
  entryFor(node: number, draw: number): number {
    const { entries } = this;
    if (entries.length === 0 || entries.includes(node)) return node;
    return entries[Math.floor(((Math.imul(draw, 0x9e3779b1) >>> 0) * entries.length) / 0x1_0000_0000)]!;
  }

  private setEntries(entries: Int32Array): void {
    this.entries = entries;
    this.closedCount = this.count - entries.length;
  }

  /** Whether nothing that is sent to the node, or from it, will be answered. */
  isWithoutPower(node: number): boolean {
    return this.deadCount > 0 && this.dead[node] === 1;
  }
}
