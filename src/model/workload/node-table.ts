/** Which nodes have no power, for whoever sends a packet from one, to one or by way of one. */
export class NodeTable {
  readonly count: number;
  /** How many have none: 0 for whoever does not want to look further. */
  deadCount = 0;
  /** [nodes] 1: without power. */
  readonly dead: Uint8Array;
  /** Those with power, ascending. */
  private alive: Int32Array;

  constructor(count: number) {
    this.count = count;
    this.dead = new Uint8Array(count);
    this.alive = Int32Array.from({ length: count }, (_, node) => node);
  }

  setPower(node: number, isOn: boolean): void {
    this.dead[node] = isOn ? 0 : 1;
    this.alive = Int32Array.from(this.dead.keys()).filter((each) => this.dead[each] === 0);
    this.deadCount = this.count - this.alive.length;
  }

  /** In place of a dead node, one that has power, by a draw of 32 bits; the dead one when there is none. */
  standIn(node: number, draw: number): number {
    const { length } = this.alive;
    if (this.dead[node] === 0 || length === 0) return node;
    return this.alive[Math.floor(((Math.imul(draw, 0x9e3779b1) >>> 0) * length) / 0x1_0000_0000)]!;
  }
}
