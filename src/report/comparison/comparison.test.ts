import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareVariants } from '../../experiment/compare.ts';
import { PARETO_METRICS } from '../../experiment/compared-metrics.ts';
import { paretoFront } from '../../experiment/pareto.ts';
import type { Result } from '../../experiment/result.ts';
import { sampleResult } from '../../testing/sample-result.ts';
import { renderMarkdown } from '../markdown.ts';
import { renderReport } from '../report.ts';
import { renderText } from '../text.ts';
import { displayWidth } from '../wrap.ts';
import { comparisonSentence, differenceRows, gridNames, variantRows } from './rows.ts';

const FONTS = ['400Regular', '700Bold'].map((weight) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`)),
);
const ASSETS = { browserRuntime: '', fontFiles: FONTS };

/** The sample's replications are alike: variant v is v × (10, 11, 9, …) ms slower and v × 20 pod-seconds cheaper. */
function comparedSample(names: readonly string[]): Result {
  const result = sampleResult({ variants: names });
  const variants = result.variants.map((variant, v) => ({
    ...variant,
    replications: variant.replications.map((r, i) => ({
      ...r,
      latencyMs: { ...r.latencyMs, p99: 248 + v * (10 + [0, 1, -1][i % 3]!) },
      podSeconds: r.podSeconds - v * 20 - (i % 2),
    })),
  }));
  const comparisons = compareVariants(variants, 1000);
  return { ...result, variants, comparisons, pareto: paretoFront(variants, PARETO_METRICS, 1000) };
}

const HOSTILE = '</script><img src=x onerror=alert(1)>|`*';
const LONG = 'readinessProbe.periodSeconds=10 preStop.sleep.seconds=10 kubeProxy.minSyncPeriod=10s';

describe.each([
  ['two variants', ['base', 'other']],
  ['a grid with long names', Array.from({ length: 12 }, (_, i) => `${i} ${LONG}`)],
  ['hostile names', ['base', HOSTILE]],
])('the text of a comparison: %s', (_, names) => {
  const result = comparedSample(names);
  const text = renderText(result, { color: false });

  it('is at most 80 columns wide and says a number wherever it says something', () => {
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('has every variant in tables whose rows are as long as their heads', () => {
    const markdown = renderMarkdown(result);
    const tables = markdown.split('\n\n').filter((block) => block.startsWith('|'));
    for (const block of tables) {
      const cells = block.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
    expect(tables[0]?.split('\n').length).toBe(names.length + 2);
    expect(markdown).not.toMatch(/(?<!\\)<img/);
  });
});

describe('comparison rows', () => {
  const result = comparedSample(['base', 'slow', 'slower']);

  it('hold each variant against the first, with unit, sign and interval', () => {
    const row = differenceRows(result, 'slower').find(({ metric }) => metric === 'latencyMs.p99');
    // Differences 20, 22, 18, … of ten runs: mean 20, s = 1.633; t(0.975; 9) · s / √10 = 1.17.
    expect(row).toMatchObject({
      difference: '+20.0\u00a0ms',
      interval: '+18.8 … +21.2',
      relative: '+8.1\u00a0%',
      p: '< 0.001',
      verdict: 'worse',
    });
  });

  it('give the baseline no verdict, and mark the front', () => {
    const [base, , slower] = variantRows(result);
    expect(base?.cells.every(({ verdict }) => verdict === null)).toBe(true);
    expect(base?.onFront).toBe(true);
    expect(slower?.cells.map(({ verdict }) => verdict)).toEqual(['~', 'worse', '~', 'better']);
  });

  it('name the variants of a grid by their values, and no others', () => {
    expect(gridNames(['a=1 b.c=2', 'a=1 b.c=5'])).toEqual({ by: 'a · b.c', values: ['1 · 2', '1 · 5'] });
    for (const names of [
      ['as it stands', 'a=1'],
      ['a=1', 'b=1'],
      ['old', 'new'],
      ['a={"b": "c=d"}', 'a=2'],
    ]) {
      expect(gridNames(names)).toBeNull();
    }
    const text = renderText(comparedSample(['a=1 b=2', 'a=1 b=5', 'a=2 b=5']), { color: false });
    expect(text).toMatch(/Variants by a · b:\n\n {4}variant[^\n]*lost per run[^]*\n {2}[* ] 1 · 5 /);
  });

  it('answer in a sentence', () => {
    expect(comparisonSentence(result)).toMatch(/^2 of 2 variants differ from base in 10 paired runs/);
    expect(comparisonSentence(comparedSample(['base', 'slow']))).toBe(
      'slow against base: better in pod-seconds; worse in latency p99.',
    );
    const equal = sampleResult({ variants: ['a', 'b'] });
    const comparisons = compareVariants(equal.variants, 1000);
    expect(comparisonSentence({ ...equal, comparisons })).toContain('no difference can be told');
    const once = equal.variants.map((each) => ({ ...each, replications: each.replications.slice(0, 1) }));
    expect(comparisonSentence({ ...equal, variants: once, comparisons })).toMatch(/^One run of each variant/);
  });
});

describe('the report of a comparison', async () => {
  const result = comparedSample(['base', HOSTILE, 'third']);
  const files = await renderReport(result, ['html', 'svg'], ASSETS);
  const contentOf = (path: string) => String(files.find((file) => file.path === path)?.content);

  it('has a forest plot, ticks of single runs and small multiples instead of the charts of each run', () => {
    expect(files.map(({ path }) => path)).toEqual([
      'report.html',
      'charts/forest.vl.json',
      'charts/forest.svg',
      'charts/runs.vl.json',
      'charts/runs.svg',
      'charts/multiples.vl.json',
      'charts/multiples.svg',
    ]);
    expect(contentOf('charts/forest.svg')).toMatch(/latency p99[^]*pod-seconds/);
    expect(contentOf('charts/forest.svg')).not.toMatch(/NaN|undefined|var\(--/);
    expect(contentOf('charts/multiples.svg')).not.toMatch(/NaN|undefined|var\(--/);
    expect(contentOf('charts/runs.svg')).not.toMatch(/NaN|undefined|var\(--/);
  });

  it('draws a tick for every pair of runs, and tells each one', () => {
    const spec = JSON.parse(contentOf('charts/runs.vl.json')) as {
      datasets: { ticks: { panel: string; difference: number; text: string }[] };
    };
    const { ticks } = spec.datasets;
    expect(ticks.filter(({ panel }) => panel === 'latency p99, ms')).toHaveLength(2 * 10);
    expect(ticks.find(({ panel }) => panel === 'latency p99, ms')).toMatchObject({
      difference: 10,
      text: 'run 0: +10.0\u00a0ms',
    });
    // What only carries tooltips is left out of the picture and kept in the page.
    expect(contentOf('charts/runs.svg')).not.toContain('run 0:');
    expect(contentOf('report.html')).toContain('run 0:');
  });

  it('opens with the comparison, and lets nothing out of its place', () => {
    const page = contentOf('report.html');
    expect(page).toMatch(/<h2 id="comparison">Comparison<\/h2>/);
    expect(page).toContain('all metrics');
    expect(page).not.toContain('<img');
    expect(page.match(/<table\b/g)?.length).toBe(page.match(/<caption\b/g)?.length);
  });
});
