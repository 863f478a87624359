/** Whether something that is tried again and again in a pod fails this time. */
import type { RandomStream } from '../../kernel/random.ts';
import type { FailureOptions } from './container-options.ts';

export class Failures {
  private tries = 0;
  private readonly options: FailureOptions;
  private readonly stream: RandomStream;

  constructor(options: FailureOptions, stream: RandomStream) {
    this.options = options;
    this.stream = stream;
  }

  /** It has gone well long since. */
  adopt(): void {
    this.tries = this.options.first;
  }

  /** Of the present try. */
  next(): boolean {
    const { first, ratio } = this.options;
    if (this.tries++ < first) return true;
    return ratio > 0 && this.stream.uniform() < ratio;
  }
}
