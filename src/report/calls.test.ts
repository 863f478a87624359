import { describe, expect, it } from 'vitest';
import type { Estimate } from '../experiment/result.ts';
import { sampleResult } from '../testing/sample-result.ts';
import { callRows } from './calls.ts';
import { callsHtml } from './html/calls.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text.ts';

const same = (mean: number | null): Estimate => ({ mean, ci95: mean === null ? null : [mean, mean], n: 3 });
const EDGE = {
  name: 'shop → catalog',
  calls: same(1000),
  failed: same(30),
  causes: { 'dead-node': same(10), 'stale-endpoint': same(20) },
  latencyMs: { mean: same(7), p50: same(5), p99: same(40) },
};
const IDLE = { ...EDGE, name: 'shop → mail', failed: same(0), causes: {} };

const result = sampleResult();
const variant = result.variants[0]!;
const calling = { ...variant, summary: { ...variant.summary, calls: [EDGE, IDLE] } };

describe('the calls between services', () => {
  it('are a row for each edge, with the cause that lost most', () => {
    expect(callRows(calling)).toMatchObject([
      { name: 'shop → catalog', calls: '1,000', failed: '30', cause: 'stale-endpoint' },
      { name: 'shop → mail', failed: '0', cause: '' },
    ]);
    expect(callRows(variant)).toEqual([]);
  });

  it('stand in the text where there are any', () => {
    const text = renderText({ ...result, variants: [calling] }, { color: false });
    expect(text).toContain('Calls between services');
    expect(text).toMatch(/shop → catalog +1,000 +30 .* ms +stale-endpoint/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(renderText(result, { color: false })).not.toContain('Calls between services');
  });

  it('stand in the Markdown where there are any', () => {
    const markdown = renderMarkdown({ ...result, variants: [calling] });
    expect(markdown).toMatch(
      /\| shop → catalog \| 1,000 \| 30 \| 5\.00\sms \| 40\.0\sms \| stale-endpoint \|/,
    );
    expect(renderMarkdown(result)).not.toContain('Calls between services');
  });

  it('stand on the page with their intervals, where there are any', () => {
    const uncertain: Estimate = { mean: 30, ci95: [20, 40], n: 3 };
    const sure = { ...variant, summary: { ...variant.summary, calls: [{ ...EDGE, failed: uncertain }] } };
    expect(callsHtml(sure)).toContain('<td class="num">30</td><td class="num">20–40</td>');
    expect(callsHtml(variant)).toBe('');
  });
});
