/**
 * Workload W1 on the bare kernel, with nothing of Kubernetes in it: Poisson arrivals (2,560/s), uniform choice among 16
 * pods of 4 slots, FIFO queue of 64, exponential service (20 ms), latencies into the histogram. peers/ has the same in
 * other languages.
 */
import { Engine } from '../../src/kernel/engine.ts';
import { RandomStream } from '../../src/kernel/random.ts';
import { DrawBlock } from '../../src/kernel/samplers/draw-block.ts';
import { Histogram } from '../../src/kernel/statistics/histogram.ts';

const PODS = 16;
const SLOTS = 4;
const QUEUE = 64;
const MEAN_MS = 20;
const GAP_MS = MEAN_MS / (0.8 * PODS * SLOTS);

const ARRIVAL = 0;
const COMPLETION = 1;
/** Events per chunk: V8 boxes the doubles of a loop that it compiles while it runs. */
const CHUNK = 8192;

export class KernelW1 {
  readonly latency: Histogram = new Histogram();
  lost = 0;
  private left: number;
  private readonly engine: Engine = new Engine();
  private readonly gaps: DrawBlock;
  private readonly demands: DrawBlock;
  private readonly choice: RandomStream;
  /** Free slots of each pod, as bits. */
  private readonly free: Int32Array = new Int32Array(PODS).fill(2 ** SLOTS - 1);
  private readonly waiting: Int32Array = new Int32Array(PODS);
  private readonly head: Int32Array = new Int32Array(PODS);
  /** [pods × places], row-major: arrival times of those that wait. */
  private readonly ring: Float64Array = new Float64Array(PODS * QUEUE);
  private readonly arrived: Float64Array = new Float64Array(PODS * SLOTS);
  private readonly scratch: Float64Array = new Float64Array(1);

  constructor(requests: number, seed: number) {
    const stream = (purpose: number) => new RandomStream([seed, 2, 3, 4], 0, purpose);
    const [arrivals, services] = [stream(1), stream(2)];
    this.left = requests;
    this.gaps = new DrawBlock((values) => arrivals.fillExponential(values, GAP_MS));
    this.demands = new DrawBlock((values) => services.fillExponential(values, MEAN_MS));
    this.choice = stream(3);
    this.scheduleArrival();
  }

  /** Taken so far. */
  get events(): number {
    return this.engine.dispatched;
  }

  run(): void {
    while (this.advance());
  }

  private advance(): boolean {
    const { engine } = this;
    for (let i = 0; i < CHUNK; i++) {
      if (!engine.next(Infinity)) return false;
      if (engine.kind === ARRIVAL) this.arrive();
      else this.complete(engine.slot);
    }
    return true;
  }

  private arrive(): void {
    if (--this.left > 0) this.scheduleArrival();
    const pod = this.choice.uint32() >>> 28;
    const free = this.free[pod]!;
    const waiting = this.waiting[pod]!;
    if (free !== 0) {
      const slot = 31 - Math.clz32(free & -free);
      this.free[pod] = free & (free - 1);
      this.arrived[pod * SLOTS + slot] = this.engine.now;
      this.begin(pod * SLOTS + slot);
    } else if (waiting < QUEUE) {
      this.ring[pod * QUEUE + ((this.head[pod]! + waiting) & (QUEUE - 1))] = this.engine.now;
      this.waiting[pod] = waiting + 1;
    } else this.lost++;
  }

  private complete(slot: number): void {
    const pod = slot >> 2;
    this.scratch[0] = this.engine.now - this.arrived[slot]!;
    this.latency.recordFrom(this.scratch, 0);
    if (this.waiting[pod] === 0) {
      this.free[pod]! |= 1 << (slot & 3);
      return;
    }
    const head = this.head[pod]!;
    this.arrived[slot] = this.ring[pod * QUEUE + head]!;
    this.head[pod] = (head + 1) & (QUEUE - 1);
    this.waiting[pod]!--;
    this.begin(slot);
  }

  private scheduleArrival(): void {
    this.scratch[0] = this.gaps.next();
    this.engine.scheduleNext(this.scratch, 0, ARRIVAL, 0);
  }

  private begin(slot: number): void {
    this.scratch[0] = this.demands.next();
    this.engine.scheduleFrom(this.scratch, 0, COMPLETION, slot, 0);
  }
}
