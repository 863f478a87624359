/**
 * The kubelet's worker for one probe of a container: a ticker anchored at the pod's admission, manual triggers, and a
 * turn of {@link ProbeState} whenever one of them fires. It outlives its container, and ends with the pod.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go (run)
 */
import type { Engine } from '../../kernel/engine.ts';
import type { TaskHandle, Tasks } from '../../kernel/tasks.ts';
import type { ProbeOptions } from './container-options.ts';
import type { ProbeResult } from './container-status.ts';
import { ProbeState, type ProbeType, type SeenPod } from './probe-state.ts';
import type { ProbeOutcome, Prober, ProbeTarget } from './prober.ts';

export interface ProbeSubject {
  readonly target: ProbeTarget;
  /** The pod's status as the kubelet has generated it last. */
  seen(): SeenPod;
  /** For the timeline: a step towards another result. */
  note(what: string, why: string | null): void;
}

export class ProbeWorker {
  readonly type: ProbeType;
  readonly probe: ProbeOptions;
  private readonly state: ProbeState;
  private readonly engine: Engine;
  private readonly tasks: Tasks;
  private readonly prober: Prober;
  private readonly subject: ProbeSubject;
  private readonly changed: (result: ProbeResult) => void;
  private ticker: TaskHandle | null = null;
  private stopped = false;
  private busy = false;
  /** A ticker holds at most one tick, and so does the trigger's channel. */
  private tickWaits = false;
  private triggerWaits = false;

  /** @param changed is told when the result stored for a container changes. */
  constructor(
    parts: { engine: Engine; tasks: Tasks; prober: Prober },
    type: ProbeType,
    probe: ProbeOptions,
    subject: ProbeSubject,
    changed: (result: ProbeResult) => void,
  ) {
    this.engine = parts.engine;
    this.tasks = parts.tasks;
    this.prober = parts.prober;
    this.type = type;
    this.probe = probe;
    this.state = new ProbeState(type, probe);
    this.subject = subject;
    this.changed = changed;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** What is stored for a container; `null`: nothing yet. */
  resultOf(containerId: number): ProbeResult | null {
    return this.state.resultOf(containerId);
  }

  /** Begins the tick grid after a delay: a first turn then, the next a period later. Triggers wait meanwhile. */
  start(delayMs: number): void {
    if (delayMs === 0) return this.begin();
    this.busy = true;
    this.tasks.after(delayMs, () => {
      this.busy = false;
      if (!this.stopped) this.begin();
    });
  }

  private begin(): void {
    this.scheduleTick(this.periodMs);
    this.takeTurn();
    if (!this.busy) this.catchUp();
  }

  /** For a container that has been well since before time 0; the next tick is `firstTickMs` from now. */
  adopt(containerId: number, firstTickMs: number): void {
    this.state.adopt(containerId);
    this.scheduleTick(firstTickMs);
  }

  /** A turn out of schedule; the ticker then counts a full period from it. */
  trigger(): void {
    if (this.stopped) return;
    if (this.busy) this.triggerWaits = true;
    else this.onTrigger();
  }

  stop(): void {
    this.stopped = true;
    if (this.ticker !== null) this.tasks.cancel(this.ticker);
  }

  private get periodMs(): number {
    return this.probe.periodSeconds * 1000;
  }

  private scheduleTick(delayMs: number): void {
    this.ticker = this.tasks.after(delayMs, () => {
      this.scheduleTick(this.periodMs);
      if (this.busy) this.tickWaits = true;
      else this.takeTurn();
    });
  }

  private onTrigger(): void {
    if (this.ticker !== null) this.tasks.cancel(this.ticker);
    this.scheduleTick(this.periodMs);
    this.takeTurn();
  }

  private takeTurn(): void {
    const seen = this.subject.seen();
    const before = this.storedFor(seen);
    const turn = this.state.turn(seen, this.engine.now);
    this.tell(before, seen);
    if (turn === 'exit') this.stop();
    else if (turn === 'probe') {
      this.busy = true;
      this.prober.run(this.subject.target, this.probe, (outcome, why) => this.finish(outcome, why, seen));
    }
  }

  private finish(outcome: ProbeOutcome, why: string, seen: SeenPod): void {
    this.busy = false;
    if (this.stopped) return;
    // What could not be asked says nothing.
    if (outcome === 'error') this.subject.note(`${this.type} probe errored`, `${why}: does not count`);
    else this.record(outcome === 'success', why, seen);
    this.catchUp();
  }

  /** With what came while it was busy. */
  private catchUp(): void {
    if (this.triggerWaits) {
      this.triggerWaits = false;
      this.onTrigger();
    } else if (this.tickWaits) {
      this.tickWaits = false;
      this.takeTurn();
    }
  }

  private record(success: boolean, why: string, seen: SeenPod): void {
    const before = this.storedFor(seen);
    const run = this.state.record(success);
    this.note(success, run, before, why);
    this.tell(before, seen);
  }

  /** Outcomes that repeat what is stored already are no news. */
  private note(success: boolean, run: number, before: ProbeResult | null, why: string): void {
    const { type, probe, subject } = this;
    const threshold = success ? probe.successThreshold : probe.failureThreshold;
    if (run > threshold || (success && before === 'success')) return;
    const count = success && threshold === 1 ? '' : `, ${run} of ${threshold}`;
    subject.note(`${type} probe ${success ? 'succeeded' : 'failed'}${count}`, why);
  }

  private storedFor({ container }: SeenPod): ProbeResult | null {
    return container === null ? null : this.state.resultOf(container.id);
  }

  /** The first value stored for a new container is told as well, whatever it is. */
  private tell(before: ProbeResult | null, seen: SeenPod): void {
    const after = this.storedFor(seen);
    if (after !== null && after !== before) this.changed(after);
  }
}
