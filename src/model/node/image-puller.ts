/**
 * The images of a node: what is there already, and how long a container waits for its own. A node pulls one image at a
 * time unless its kubelet is told otherwise.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/images/image_manager.go (EnsureImageExists)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/images/puller.go (serialImagePuller)
 */
import type { ImageOptions } from './container-options.ts';

/** What a container waits for before it is created. */
export interface ImageWait {
  readonly waitMs: number;
  /** In words; `null`: nothing. */
  readonly why: string | null;
}

const NOTHING: ImageWait = { waitMs: 0, why: null };

export class ImagePuller {
  private readonly draw: (step: 'imagePull' | 'imageCheck') => number;
  private readonly isSerial: boolean;
  /** From when on each image is there. */
  private readonly presentMs = new Map<string, number>();
  /** When the pulls that have been asked for so far are over. */
  private freeMs = -Infinity;

  /** @param draw gives the milliseconds of a pull, and of asking the registry about an image that is there. */
  constructor(draw: (step: 'imagePull' | 'imageCheck') => number, isSerial: boolean) {
    this.draw = draw;
    this.isSerial = isSerial;
  }

  /** An image that has been there since before time 0. */
  adopt(name: string): void {
    this.presentMs.set(name, -Infinity);
  }

  /** A container needs its image. `nowMs` is never earlier than in a former call. */
  request({ name, policy }: ImageOptions, nowMs: number): ImageWait {
    const presentMs = this.presentMs.get(name) ?? Infinity;
    if (policy === 'Never' || (policy === 'IfNotPresent' && presentMs <= nowMs)) return NOTHING;
    const beginsMs = this.isSerial ? Math.max(nowMs, this.freeMs) : nowMs;
    // Who asks for an image that is on its way pulls it as well, and finds it there.
    const isPull = presentMs === Infinity;
    const thereMs = isPull ? beginsMs : Math.max(beginsMs, presentMs);
    const endsMs = thereMs + this.draw(isPull ? 'imagePull' : 'imageCheck');
    this.freeMs = Math.max(this.freeMs, endsMs);
    if (isPull) this.presentMs.set(name, endsMs);
    return {
      waitMs: endsMs - nowMs,
      why: isPull ? `${name} is pulled` : `the registry is asked about ${name}`,
    };
  }
}
