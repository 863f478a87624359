/**
 * The images of a node: what is there already, and how long a container waits for its own, with or without success. A
 * node pulls one image at a time unless its kubelet is told otherwise.
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/images/image_manager.go (EnsureImageExists)
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/images/puller.go (serialImagePuller)
 */
import type { ImageOptions } from './container-options.ts';
import type { Registry } from './registry.ts';

/** What a container waits for before it is created. */
export interface ImageWait {
  readonly waitMs: number;
  /** In words; `null`: nothing. */
  readonly why: string | null;
  /** What comes of it instead of the image; `null`: the image is there. */
  readonly error: 'ErrImagePull' | 'ErrImageNeverPull' | null;
}

const NOTHING: ImageWait = { waitMs: 0, why: null, error: null };

export class ImagePuller {
  private readonly draw: (step: 'imagePull' | 'imageCheck') => number;
  private readonly registry: Registry;
  private readonly isSerial: boolean;
  /** From when on each image is there. */
  private readonly presentMs = new Map<string, number>();
  /** When the pulls that have been asked for so far are over. */
  private freeMs = -Infinity;

  /** @param draw gives the milliseconds of a pull, and of asking the registry about an image. */
  constructor(draw: (step: 'imagePull' | 'imageCheck') => number, registry: Registry, isSerial: boolean) {
    this.draw = draw;
    this.registry = registry;
    this.isSerial = isSerial;
  }

  /** An image that has been there since before time 0. */
  adopt(name: string): void {
    this.presentMs.set(name, -Infinity);
  }

  /** Whether a container that needs the image now makes its node ask the registry. */
  asksRegistry({ name, policy }: ImageOptions, nowMs: number): boolean {
    return policy === 'Always' || (policy === 'IfNotPresent' && this.presentFromMs(name) > nowMs);
  }

  /** A container needs its image. `nowMs` is never earlier than in a former call. */
  request(image: ImageOptions, nowMs: number): ImageWait {
    const { name, policy } = image;
    const presentMs = this.presentFromMs(name);
    if (policy === 'Never' && presentMs > nowMs) {
      return {
        waitMs: 0,
        why: `${name} is not on the node, and is never pulled`,
        error: 'ErrImageNeverPull',
      };
    }
    if (!this.asksRegistry(image, nowMs)) return NOTHING;
    const beginsMs = this.isSerial ? Math.max(nowMs, this.freeMs) : nowMs;
    // Who asks for an image that is on its way pulls it as well, and finds it there.
    const isPull = presentMs === Infinity;
    const thereMs = isPull ? beginsMs : Math.max(beginsMs, presentMs);
    const endsMs = thereMs + this.draw(isPull ? 'imagePull' : 'imageCheck');
    const failure = this.registry.failure(name, thereMs, endsMs);
    if (failure !== null) {
      const failsMs = failure.atMs ?? thereMs + this.draw('imageCheck');
      this.freeMs = Math.max(this.freeMs, failsMs);
      return { waitMs: failsMs - nowMs, why: `${name}: ${failure.why}`, error: 'ErrImagePull' };
    }
    this.freeMs = Math.max(this.freeMs, endsMs);
    if (isPull) this.presentMs.set(name, endsMs);
    return {
      waitMs: endsMs - nowMs,
      why: isPull ? `${name} is pulled` : `the registry is asked about ${name}`,
      error: null,
    };
  }

  private presentFromMs(name: string): number {
    return this.registry.isPreloaded(name) ? -Infinity : (this.presentMs.get(name) ?? Infinity);
  }
}
