// The contract that every chart keeps, at every size.
import { describe, expect, it } from 'vitest';
import { sampleResult, type SampleOptions } from '../../testing/sample-result.ts';
import { compilePictures, renderSvg, standalone } from '../pictures.ts';
import { readableRows } from './pods.ts';
import { CHARTS } from './charts.ts';

const SAMPLES: Readonly<Record<string, SampleOptions>> = {
  'four pods': {},
  'one pod, one run': { pods: 1, intervals: 60, replications: 1 },
  'forty pods, 900 intervals': { pods: 40, intervals: 900 },
  'a thousand pods': { pods: 1000, intervals: 60 },
  'without losses': { losses: false },
  'without latency': { noLatency: true },
};

async function picturesOf(options: SampleOptions) {
  const result = sampleResult(options);
  const [variant] = result.variants;
  if (variant === undefined) throw new Error('the sample has a variant');
  const pictures = await compilePictures(result, variant);
  const drawn = [];
  for (const picture of pictures)
    drawn.push({ picture, svg: await renderSvg(picture.vega, picture.chart.name) });
  return drawn;
}

type Drawn = Awaited<ReturnType<typeof picturesOf>>;

const samples = new Map<string, Drawn>();
for (const [name, options] of Object.entries(SAMPLES)) samples.set(name, await picturesOf(options));

function svgOf(sample: string, chart: string): string {
  const found = samples.get(sample)?.find(({ picture }) => picture.chart.name === chart);
  if (found === undefined) throw new Error(`no chart ${chart}`);
  return found.svg;
}

function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}

describe.each([...samples])('the charts of %s', (_, drawn) => {
  it.each(drawn.map(({ picture, svg }) => [picture.chart.name, picture, svg] as const))(
    '%s is drawn, explains itself and has no holes in it',
    (name, picture, svg) => {
      expect(svg).toMatch(/^<svg [^>]*width="\d+/);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(picture.message).toMatch(/^[^<>]+\.$/);
      expect(picture.message).not.toMatch(/NaN|undefined|null/);
      expect(texts(standalone(picture, svg))).toEqual(
        expect.arrayContaining([picture.chart.title, picture.chart.subtitle]),
      );
      const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id = '']) => id);
      expect(ids.every((id) => id.startsWith(`${name}-`))).toBe(true);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );
});

describe('a result without pods, intervals and requests', () => {
  it('is drawn all the same', async () => {
    const result = sampleResult({ losses: false, noLatency: true });
    const [sample] = result.variants;
    if (sample === undefined) throw new Error('the sample has a variant');
    const none = { pending: [], starting: [], ready: [], terminating: [] };
    const rows = {
      timeMs: [],
      requests: [],
      errors: [],
      p50Ms: [],
      p90Ms: [],
      p99Ms: [],
      readyEndpoints: [],
      pods: [],
    };
    const empty = { ...sample, pods: [], series: { ...sample.series, ...rows, podsByPhase: none } };
    for (const picture of await compilePictures({ ...result, variants: [empty] }, empty)) {
      expect(await renderSvg(picture.vega, 'x')).not.toMatch(/NaN|Infinity|undefined/);
      expect(picture.message).toMatch(/\.$/);
    }
  });
});

describe('the family of charts', () => {
  it('has names of their own', () => {
    expect(new Set(CHARTS.map((chart) => chart.name)).size).toBe(CHARTS.length);
  });

  it('paints with the theme only', () => {
    for (const { svg } of samples.get('four pods') ?? []) {
      const paints = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, color = '']) => color);
      expect(paints.filter((color) => !/^(?:var\(--[\w-]+\)|none|transparent)$/.test(color))).toEqual([]);
    }
  });

  it('is drawn alike again', async () => {
    const again = await picturesOf({});
    expect(again.map(({ svg }) => svg)).toEqual(samples.get('four pods')?.map(({ svg }) => svg));
  });
});

describe('charts over time', () => {
  it.each(['errors', 'latency', 'endpoints', 'pods'])('%s marks the rollout and the warm-up', (name) => {
    expect(texts(svgOf('four pods', name))).toEqual(
      expect.arrayContaining([
        'rollout starts',
        name === 'pods' ? 'rollout complete' : 'complete (mean)',
        'warm-up',
        '2:30',
        'simulated time (m:ss)',
      ]),
    );
  });

  it('leave out the labels that would lie upon each other', async () => {
    const restart = (at: string, name: string) => ({
      at,
      do: 'rolloutRestart',
      target: `deployment/${name}`,
    });
    const events = [
      restart('100s', 'a'),
      restart('100s', 'b'),
      restart('104s', 'c'),
      restart('108s', 'd'),
      restart('250s', 'e'),
    ];
    const result = sampleResult();
    const [variant] = result.variants;
    if (variant === undefined) throw new Error('the sample has a variant');
    const pictures = await compilePictures({ ...result, scenario: { ...result.scenario, events } }, variant);
    const svg = pictures[0] === undefined ? '' : await renderSvg(pictures[0].vega, 'x');
    const starts = texts(svg).filter((text) => /rollouts? start/.test(text));
    expect(starts).toEqual(['2 rollouts start', 'rollout starts', 'rollout starts']);
  });

  it('say in words that there is nothing to draw', () => {
    expect(texts(svgOf('without losses', 'errors'))).toContain('no request was lost');
    for (const name of ['latency', 'distribution', 'tail']) {
      expect(texts(svgOf('without latency', name))).toContain('no request was answered');
    }
  });

  it('keep what tells pods apart in their labels, and grow with their number', () => {
    const heights = ['one pod, one run', 'four pods', 'forty pods, 900 intervals'].map((sample) =>
      Number(/ height="(\d+)/.exec(svgOf(sample, 'pods'))?.[1]),
    );
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    const labels = texts(svgOf('forty pods, 900 intervals', 'pods')).filter((text) => /^web-.*…/.test(text));
    expect(labels.length).toBe(80);
    expect(new Set(labels).size).toBe(80);
  });

  it('draw a readable number of many pods, the least and the most loaded among them', () => {
    for (const name of ['pods', 'load']) {
      const svg = svgOf('a thousand pods', name);
      expect(texts(svg).some((text) => /^100 of .* pods$/.test(text))).toBe(true);
      expect(texts(svg).filter((text) => /^web-.*…/.test(text)).length).toBe(100);
      expect(Number(/ height="(\d+)/.exec(svg)?.[1])).toBeLessThan(2000);
    }
    expect(readableRows(Array.from({ length: 1000 }, (_, i) => i))).toEqual(expect.arrayContaining([0, 999]));
  });

  it('leave the marks that only carry tooltips out of still pictures', () => {
    expect(svgOf('four pods', 'latency')).not.toContain('opacity="0"');
  });
});

describe('the life of pods', () => {
  it('calls a pod not ready, and no longer starting, once it was ready', async () => {
    const result = sampleResult({ pods: 1, intervals: 60 });
    const [variant] = result.variants;
    const [pod] = variant!.pods;
    const phases = [
      { phase: 'starting', startMs: 0, endMs: 5000 },
      { phase: 'ready', startMs: 5000, endMs: 20_000 },
      { phase: 'starting', startMs: 20_000, endMs: 60_000 },
    ] as const;
    const pictures = await compilePictures(result, { ...variant!, pods: [{ ...pod!, phases }] });
    const { vega } = pictures.find(({ chart }) => chart.name === 'pods')!;
    expect(texts(await renderSvg(vega, 'pods'))).toContain('not ready');
    expect(texts(svgOf('one pod, one run', 'pods'))).not.toContain('not ready');
  });

  it('writes the losses of a pod that outlives the window at its end', async () => {
    const result = sampleResult({ pods: 1, intervals: 60 });
    const [variant] = result.variants;
    const [pod] = variant!.pods;
    const labelUntil = async (endMs: number): Promise<string | undefined> => {
      const lasting = { ...pod!, errors: 7, phases: [{ phase: 'ready', startMs: 0, endMs }] as const };
      const pictures = await compilePictures(result, { ...variant!, pods: [lasting] });
      const { vega } = pictures.find(({ chart }) => chart.name === 'pods')!;
      return /<text[^>]*>7 lost/.exec(await renderSvg(vega, 'pods'))?.[0];
    };
    const atItsEnd = await labelUntil(60_000);
    expect(atItsEnd).toContain('7 lost');
    expect(await labelUntil(63_000)).toBe(atItsEnd);
  });
});
