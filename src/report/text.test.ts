import { describe, expect, it } from 'vitest';
import { sampleResult, type SampleOptions } from '../testing/sample-result.ts';
import { renderText } from './text.ts';
import { displayWidth } from './wrap.ts';

// oxlint-disable-next-line eslint/no-control-regex -- the escape sequences of colours
const ESCAPES = /\u001b\[\d+m/g;

const LONG = 'a-deployment-with-a-name-as-long-as-kubernetes-allows-for-any-label-value';

const SAMPLES: Readonly<Record<string, SampleOptions>> = {
  usual: {},
  'without losses': { losses: false },
  'one run': { replications: 1, pods: 1, intervals: 60 },
  'without latency': { noLatency: true },
  'long names': {
    deployment: LONG,
    title: `${LONG} 日本語のサービス`,
    variants: [LONG, '日本語'.repeat(20)],
  },
  'many pods': { pods: 40 },
};

describe.each(Object.entries(SAMPLES))('the text of a result: %s', (_, options) => {
  const result = sampleResult(options);
  const files = ['reports/x/report.html'];
  const text = renderText(result, { color: false, files, timeline: true });

  it('is at most 80 columns wide', () => {
    const wide = text.split('\n').filter((line) => displayWidth(line) > 80);
    expect(wide.filter((line) => !line.includes('npx simulate'))).toEqual([]);
  });

  it('has no escape sequences, and is the same with them', () => {
    expect(text).not.toContain('\u001b');
    const colored = renderText(result, { color: true, files, timeline: true });
    expect(colored).toMatch(ESCAPES);
    expect(colored.replaceAll(ESCAPES, '')).toBe(text);
  });

  it('has no NaN, no undefined and no empty interval', () => {
    expect(text).not.toMatch(/NaN|undefined|null|Infinity|\b0–0\b/);
  });

  it('ends with one line break', () => {
    expect(text).toMatch(/[^\n]\n$/);
  });
});

describe('renderText', () => {
  it('begins with the answer', () => {
    expect(renderText(sampleResult(), { color: false })).toMatch(
      /^A rolling restart of deployment\/web lost 160 of/,
    );
    expect(renderText(sampleResult({ losses: false }), { color: false })).toMatch(/^No request of 540,000/);
  });

  it('shows the ledger only when something was lost', () => {
    expect(renderText(sampleResult(), { color: false })).toMatch(/stale-endpoint +refused +99 +62\.0 %/);
    expect(renderText(sampleResult({ losses: false }), { color: false })).not.toContain('by cause');
  });

  it('shows verdicts, files, notes and the timeline when asked', () => {
    const text = renderText(sampleResult(), { color: false, files: ['out/report.html'], timeline: true });
    expect(text).toContain('✗ errors rate < 0.1%, observed 0.30 % (0.25–0.34)');
    expect(text).toContain('? latency p99 < 250ms, observed 248 ms (242–254); undecided');
    expect(text).toContain('  out/report.html');
    expect(text).toContain('was defaulted to 1');
    expect(text).toMatch(/^ {2}1:40\.000 {2}deployment\/web {2}rollout restart: event$/m);
    expect(renderText(sampleResult(), { color: false })).not.toContain('Timeline');
  });

  it('cuts nothing off the timeline: long entries go on under their words', () => {
    const why = 'one proxy after another learnt of it, each in its own time, and the last a second later';
    const entry = { timeMs: 61_002.4, object: `pod/${LONG}`, what: 'lost', why };
    const result = sampleResult();
    const variants = result.variants.map((variant) => ({ ...variant, timeline: [entry] }));
    const text = renderText({ ...result, variants }, { color: false, timeline: true });
    const lines = text.slice(text.indexOf('Timeline')).split('\n\n')[0]?.trimEnd().split('\n').slice(1) ?? [];
    expect(lines[0]?.startsWith(`  1:01.002  pod/${LONG.slice(0, 60)}`)).toBe(true);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(1).every((line) => /^ {12}\S/.test(line))).toBe(true);
    expect(lines.map((line) => line.trim()).join(' ')).toContain(why);
  });

  it('says what was changed, and which traffic lost how much', () => {
    const result = sampleResult({ variants: ['a', 'b'] });
    const variants = result.variants.map((variant) => ({
      ...variant,
      losses: variant.losses.map((entry, i) => (i === 0 ? { ...entry, source: 'batch' } : entry)),
    }));
    const text = renderText({ ...result, variants: variants.slice(1) }, { color: false });
    expect(text).toContain('\nChanged: deployment/web.preStop = 10s\n');
    expect(text).toMatch(
      /Lost requests by traffic\n.*share\n {2}users +135 +84\.5 %\n {2}batch +24\.8 +15\.5 %/,
    );
  });

  it('says when the run was interrupted', () => {
    expect(renderText({ ...sampleResult(), partial: true }, { color: false })).toMatch(/^Interrupted/);
  });
});
