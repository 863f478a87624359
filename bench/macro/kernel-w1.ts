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
/** Integers of a pod, and their places. */
const POD = 4;
const FREE = 0;
const WAITING = 1;
const HEAD = 2;
/** Where the times of the slots begin, and where the latency stands. */
const SLOT_TIMES = PODS * QUEUE;
const LATENCY = SLOT_TIMES + PODS * SLOTS;
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
  /** [pods × (free slots as bits, number waiting, head of the queue)], row-major. */
  private readonly pods: Int32Array = new Int32Array(PODS * POD);
  /** [pods × places] Arrival times of those that wait, row-major; then those in each slot; then a latency. */
  private readonly times: Float64Array = new Float64Array(LATENCY + 1);

  constructor(requests: number, seed: number) {
    const stream = (purpose: number) => new RandomStream([seed, 2, 3, 4], 0, purpose);
    const [arrivals, services] = [stream(1), stream(2)];
    this.left = requests;
    this.gaps = new DrawBlock((values) => arrivals.fillExponential(values, GAP_MS));
    this.demands = new DrawBlock((values) => services.fillExponential(values, MEAN_MS));
    this.choice = stream(3);
    for (let pod = 0; pod < PODS; pod++) this.pods[pod * POD + FREE] = 2 ** SLOTS - 1;
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
    const pod = this.nextWord() >>> 28;
    const { pods, times, engine } = this;
    const at = pod << 2;
    const slots = pods[at | FREE]!;
    if (slots !== 0) {
      const slot = at + 31 - Math.clz32(slots & -slots);
      pods[at | FREE] = slots & (slots - 1);
      times[SLOT_TIMES | slot] = engine.now;
      this.begin(slot);
      return;
    }
    const waiting = pods[at | WAITING]!;
    if (waiting < QUEUE) {
      times[(pod << 6) | ((pods[at | HEAD]! + waiting) & (QUEUE - 1))] = engine.now;
      pods[at | WAITING] = waiting + 1;
    } else this.lost++;
  }

  private complete(slot: number): void {
    const { pods, times } = this;
    const at = slot & ~(POD - 1);
    times[LATENCY] = this.engine.now - times[SLOT_TIMES | slot]!;
    this.latency.recordFrom(times, LATENCY);
    const waiting = pods[at | WAITING]!;
    if (waiting === 0) {
      pods[at | FREE]! |= 1 << (slot & 3);
      return;
    }
    const head = pods[at | HEAD]!;
    times[SLOT_TIMES | slot] = times[((slot >> 2) << 6) | head]!;
    pods[at | HEAD] = (head + 1) & (QUEUE - 1);
    pods[at | WAITING] = waiting - 1;
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
