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
/** Draws made ahead. */
const WORDS = 256;
/** Events per chunk: V8 boxes the doubles of a loop that it compiles while it runs. */
const CHUNK = 8192;

export class KernelW1 {
  readonly latency: Histogram = new Histogram();
  lost = 0;
  private left: number;
  private readonly engine: Engine = new Engine();
  private readonly series = this.engine.addSeries(ARRIVAL, 0);
  private readonly gaps: DrawBlock;
  private readonly demands: DrawBlock;
  private readonly choice: RandomStream;
  private readonly words = new Int32Array(WORDS);
  private drawn = WORDS;
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
    const { free, arrived, engine } = this;
    if (--this.left > 0) this.scheduleArrival();
    const pod = this.nextWord() >>> 28;
    const slots = free[pod]!;
    if (slots !== 0) {
      const slot = pod * SLOTS + 31 - Math.clz32(slots & -slots);
      free[pod] = slots & (slots - 1);
      arrived[slot] = engine.now;
      this.begin(slot);
      return;
    }
    const waiting = this.waiting[pod]!;
    if (waiting < QUEUE) {
      this.ring[pod * QUEUE + ((this.head[pod]! + waiting) & (QUEUE - 1))] = engine.now;
      this.waiting[pod] = waiting + 1;
    } else this.lost++;
  }

  private complete(slot: number): void {
    const { arrived, waiting, scratch } = this;
    const pod = slot >> 2;
    scratch[0] = this.engine.now - arrived[slot]!;
    this.latency.recordFrom(scratch, 0);
    if (waiting[pod] === 0) {
      this.free[pod]! |= 1 << (slot & 3);
      return;
    }
    const head = this.head[pod]!;
    arrived[slot] = this.ring[pod * QUEUE + head]!;
    this.head[pod] = (head + 1) & (QUEUE - 1);
    waiting[pod]!--;
    this.begin(slot);
  }

  private scheduleArrival(): void {
    const { gaps } = this;
    const next = gaps.advance();
    this.engine.scheduleNext(this.series, gaps.values, next);
  }

  private begin(slot: number): void {
    const { demands } = this;
    const next = demands.advance();
    this.engine.scheduleFrom(demands.values, next, COMPLETION, slot, 0);
  }

  private nextWord(): number {
    if (this.drawn === WORDS) {
      this.choice.fillWords(this.words);
      this.drawn = 0;
    }
    return this.words[this.drawn++]!;
  }
}
