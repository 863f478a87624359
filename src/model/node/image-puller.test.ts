import { describe, expect, it } from 'vitest';
import type { ImageOptions } from './container-options.ts';
import { ImagePuller } from './image-puller.ts';
import { Registry } from './registry.ts';

const COSTS = { imagePull: 10_000, imageCheck: 300 };
const puller = (isSerial = true, registry = new Registry({ preloaded: [], missing: [] }, [])) =>
  new ImagePuller((step) => COSTS[step], registry, isSerial);
const image = (name: string, policy: ImageOptions['policy'] = 'IfNotPresent'): ImageOptions => ({
  name,
  policy,
});

describe('ImagePuller', () => {
  it('pulls an image once, and then finds it', () => {
    const node = puller();
    expect(node.request(image('a'), 0).waitMs).toBe(10_000);
    expect(node.request(image('a'), 10_000)).toEqual({ waitMs: 0, why: null, error: null });
  });

  it('asks the registry each time with policy Always, and pulls only what is not there', () => {
    const node = puller();
    node.adopt('a');
    expect(node.request(image('a', 'Always'), 5).waitMs).toBe(300);
    expect(node.request(image('b', 'Always'), 1000).waitMs).toBe(10_000);
    expect(node.request(image('b', 'Always'), 20_000).waitMs).toBe(300);
  });

  it('pulls one image after another; who asks meanwhile for the same one finds it there', () => {
    const node = puller();
    expect(node.request(image('a'), 0).waitMs).toBe(10_000);
    expect(node.request(image('b'), 2000).waitMs).toBe(18_000);
    expect(node.request(image('a'), 4000).waitMs).toBe(16_000 + 300);
    expect(node.request(image('a'), 15_000).waitMs).toBe(0);
  });

  it('pulls in parallel where the kubelet is told to', () => {
    const node = puller(false);
    expect(node.request(image('a'), 0).waitMs).toBe(10_000);
    expect(node.request(image('b'), 2000).waitMs).toBe(10_000);
    expect(node.request(image('a'), 4000).waitMs).toBe(6000 + 300);
  });

  it('never pulls with policy Never: what is not there fails at once', () => {
    const node = puller(true, new Registry({ preloaded: ['a'], missing: [] }, []));
    node.adopt('b');
    expect(node.request(image('a', 'Never'), 0)).toEqual({ waitMs: 0, why: null, error: null });
    expect(node.request(image('b', 'Never'), 0).error).toBeNull();
    expect(node.request(image('c', 'Never'), 0)).toMatchObject({ waitMs: 0, error: 'ErrImageNeverPull' });
  });

  it('finds out after one question that the registry does not have an image, each time anew', () => {
    const node = puller(true, new Registry({ preloaded: [], missing: ['a'] }, []));
    expect(node.request(image('a'), 0)).toMatchObject({ waitMs: 300, error: 'ErrImagePull' });
    expect(node.request(image('b'), 100).waitMs).toBe(200 + 10_000);
    expect(node.request(image('a'), 20_000)).toMatchObject({ waitMs: 300, error: 'ErrImagePull' });
  });

  it('fails while the registry does not answer, also for an image that is there under Always', () => {
    const node = puller(true, new Registry({ preloaded: ['b'], missing: [] }, [{ fromMs: 0, toMs: 1000 }]));
    expect(node.request(image('b'), 0).error).toBeNull();
    expect(node.request(image('a'), 0)).toMatchObject({ waitMs: 300, error: 'ErrImagePull' });
    expect(node.request(image('b', 'Always'), 300)).toMatchObject({ waitMs: 300, error: 'ErrImagePull' });
    expect(node.request(image('a'), 1000)).toMatchObject({ waitMs: 10_000, error: null });
  });

  it('breaks off when the registry falls silent in the midst of a pull', () => {
    const node = puller(true, new Registry({ preloaded: [], missing: [] }, [{ fromMs: 4000, toMs: 5000 }]));
    expect(node.request(image('a'), 0)).toMatchObject({ waitMs: 4000, error: 'ErrImagePull' });
    expect(node.request(image('a'), 5000)).toMatchObject({ waitMs: 10_000, error: null });
  });
});
