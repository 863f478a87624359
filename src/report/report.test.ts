import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { renderReport, type ReportFile } from './report.ts';
import { CHARTS } from './charts/charts.ts';

const FONTS = ['400Regular', '700Bold'].map((weight) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`)),
);
const ASSETS = { browserRuntime: 'const end = "</script>";', fontFiles: FONTS };

const HOSTILE = '</script><img src=x onerror=alert(1)>';

/** The charts of a result without a pilot. */
const USUAL = CHARTS.filter(({ name }) => name !== 'warm-up');

function contentOf(files: readonly ReportFile[], path: string): string {
  const content = files.find((file) => file.path === path)?.content;
  if (typeof content !== 'string') throw new Error(`no text ${path}`);
  return content;
}

describe('renderReport', () => {
  it('returns the files of the formats asked for', async () => {
    const files = await renderReport(sampleResult(), ['html', 'svg', 'png', 'csv', 'md', 'json'], ASSETS);
    const charts = USUAL.flatMap(({ name }) =>
      ['vl.json', 'svg', 'png'].map((end) => `charts/${name}.${end}`),
    );
    expect(files.map((file) => file.path)).toEqual(['report.html', ...charts, 'series.csv', 'report.md']);
    expect(await renderReport(sampleResult(), ['json'], ASSETS)).toEqual([]);
    expect((await renderReport(sampleResult(), ['csv'], ASSETS)).map((file) => file.path)).toEqual([
      'series.csv',
    ]);
  });

  it('gives each variant files of its own', async () => {
    const files = await renderReport(sampleResult({ variants: ['a', 'b!'] }), ['svg', 'csv'], ASSETS);
    const paths = files.map((file) => file.path);
    expect(paths).toEqual(
      expect.arrayContaining(['charts/1-a/latency.svg', 'charts/2-b/latency.svg', '2-b/series.csv']),
    );
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('stores specs that stand alone', async () => {
    const files = await renderReport(sampleResult(), ['svg'], ASSETS);
    const spec: unknown = JSON.parse(contentOf(files, 'charts/latency.vl.json'));
    expect(spec).toMatchObject({ title: { text: 'Latency of successful requests over time' } });
    expect(JSON.stringify(spec)).not.toContain('var(--');
    expect(contentOf(files, 'charts/latency.svg')).not.toContain('var(--');
  });
});

describe('report.html', async () => {
  const result = sampleResult({ title: HOSTILE, deployment: 'web', variants: ['baseline'] });
  const timeline = [{ timeMs: 0, object: HOSTILE, what: HOSTILE, why: HOSTILE }];
  const hostile = {
    ...result,
    seed: HOSTILE,
    notes: [HOSTILE],
    variants: result.variants.map((variant) => ({
      ...variant,
      timeline,
      pods: variant.pods.map((pod, i) => ({ ...pod, name: `${HOSTILE}${i}` })),
    })),
  };
  const page = contentOf(await renderReport(hostile, ['html'], ASSETS), 'report.html');

  it('lets nothing out of its place', () => {
    expect(page).not.toContain('<img');
    expect(page.match(/<script\b/g)?.length).toBe(2);
    expect(page.match(/<\/script>/g)?.length).toBe(2);
  });

  it('refers to nothing outside itself, and forbids it', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(page).not.toMatch(/@import|url\((?!#)/);
  });

  it('shows the question with its code, what was changed, and the split of the losses', async () => {
    const question = 'What does `kubectl rollout restart` lose?';
    const variants = sampleResult({ variants: ['a', 'b'] }).variants.slice(1);
    const losses = variants[0]?.losses.map((entry, i) => ({ ...entry, source: `source-${i % 2}` })) ?? [];
    const changed = {
      ...result,
      scenario: { ...result.scenario, question },
      variants: variants.map((variant) => ({ ...variant, losses })),
    };
    const text = contentOf(await renderReport(changed, ['html'], ASSETS), 'report.html');
    expect(text).toContain('<code>kubectl rollout restart</code>');
    expect(text).toContain('Changed: deployment/web.preStop = 10s');
    expect(text).toContain('<th scope="row">source-1</th>');
    expect(page).not.toContain('By traffic');
  });

  it('can be followed by a screen reader', () => {
    expect(page).toMatch(/<html lang="en">/);
    for (const landmark of ['<header>', '<nav aria-label', '<main id="main">', '<footer>'])
      expect(page).toContain(landmark);
    expect(page.match(/<h1\b/g)?.length).toBe(1);
    expect(page.match(/role="img" aria-label="Chart: [^"]+"/g)?.length).toBe(USUAL.length);
    expect(page.match(/<table\b/g)?.length).toBe(page.match(/<caption\b/g)?.length);
    expect(page.match(/<th(?![^>]*scope=)[ >]/g)).toBeNull();
  });

  it('has every chart as a picture and as a living spec', () => {
    const charts: unknown = JSON.parse(/id="charts">(.*?)<\/script>/s.exec(page)?.[1] ?? 'null');
    expect(charts).toEqual(USUAL.map(({ name }) => expect.objectContaining({ id: `chart-${name}` })));
    for (const { name } of USUAL) expect(page).toMatch(new RegExp(`id="chart-${name}"[^>]*><svg`));
  });

  it('is the same again', async () => {
    expect(contentOf(await renderReport(hostile, ['html'], ASSETS), 'report.html')).toBe(page);
  });
});
