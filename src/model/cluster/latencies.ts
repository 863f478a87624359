/** The latency of every control-plane step: a sampler and a stream for each, drawn anew each time. */
import type { RandomStream } from '../../kernel/random.ts';
import { createSampler, type Sampler } from '../../kernel/samplers/index.ts';
import type { ControlPlaneOptions } from '../options.ts';
import type { Streams } from '../streams.ts';

export class Latencies {
  private readonly samplers: Readonly<Record<keyof ControlPlaneOptions, Sampler>>;
  private readonly streams: Readonly<Record<keyof ControlPlaneOptions, RandomStream>>;

  /** @param index tells apart users that must not shift each other's draws. */
  constructor(options: ControlPlaneOptions, streams: Streams, index = 0) {
    const kubelet = streams.open('kubelet', index);
    this.streams = {
      apiWrite: streams.open('apiWrite', index),
      watch: streams.open('watch', index),
      scheduling: streams.open('scheduling', index),
      podSandbox: kubelet,
      imagePull: streams.open('imagePull'),
      imageCheck: streams.open('imageCheck'),
      containerStart: kubelet,
      execStart: streams.open('execStart'),
      statusPatch: kubelet,
      plegRelist: kubelet,
      sandboxStop: kubelet,
      controllerSync: streams.open('controllerSync', index),
    };
    const entries = Object.entries(options).map(([step, sampler]) => [step, createSampler(sampler)]);
    this.samplers = Object.fromEntries(entries) as Record<keyof ControlPlaneOptions, Sampler>;
  }

  /** Milliseconds this step takes this time. */
  draw(step: keyof ControlPlaneOptions): number {
    return this.samplers[step].sample(this.streams[step]);
  }
}
