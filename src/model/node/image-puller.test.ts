import { describe, expect, it } from 'vitest';
import type { ImageOptions } from './container-options.ts';
import { ImagePuller } from './image-puller.ts';

const COSTS = { imagePull: 10_000, imageCheck: 300 };
const puller = (isSerial = true) => new ImagePuller((step) => COSTS[step], isSerial);
const image = (name: string, policy: ImageOptions['policy'] = 'IfNotPresent'): ImageOptions => ({
  name,
  policy,
});

describe('ImagePuller', () => {
  it('pulls an image once, and then finds it', () => {
    const node = puller();
    expect(node.request(image('a'), 0).waitMs).toBe(10_000);
    expect(node.request(image('a'), 10_000)).toEqual({ waitMs: 0, why: null });
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

  it('never pulls with policy Never', () => {
    expect(puller().request(image('a', 'Never'), 0).waitMs).toBe(0);
  });
});
