import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { markdownText, renderMarkdown } from './markdown.ts';

describe('renderMarkdown', () => {
  const text = renderMarkdown(sampleResult());

  it('opens with title and answer', () => {
    expect(text).toMatch(
      /^## Rolling restart of a service\n\n\*\*A rolling restart of deployment\/web lost 160 of/,
    );
  });

  it('has tables whose rows have as many cells as their heads', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBe(3);
    for (const block of tables) {
      const cells = block
        .trim()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('holds the scenario that its command runs, unless it is too long for a comment', () => {
    const result = sampleResult();
    const scenario = /```json\n([^`]+)```/.exec(text)?.[1] ?? '';
    expect(JSON.parse(scenario)).toEqual(result.scenario);
    const long = renderMarkdown({ ...result, scenario: { ...result.scenario, more: 'x'.repeat(50_000) } });
    expect(long.length).toBeLessThan(10_000);
    expect(long).toContain('`scenario` of result.json');
  });

  it('says what was changed, and which traffic lost how much', () => {
    const result = sampleResult({ variants: ['a', 'b'] });
    const [, variant] = result.variants;
    if (variant === undefined) throw new Error('the sample has two variants');
    const losses = variant.losses.map((entry, i) => (i === 0 ? { ...entry, source: 'batch' } : entry));
    const changed = renderMarkdown({ ...result, variants: [{ ...variant, losses }] });
    expect(changed).toContain('\nChanged: deployment/web.preStop = 10s\n');
    expect(changed).toMatch(/\| batch \| 24\.8 \| 15\.5\s% \|/);
    expect(text).not.toContain('Changed:');
  });

  it('closes a fence that the seed could have opened', () => {
    const seeded = renderMarkdown({ ...sampleResult(), seed: '```\nrm' });
    expect(seeded).toContain('````sh\n');
  });
});

describe('markdownText', () => {
  it('disarms what Markdown or HTML would read', () => {
    expect(markdownText('a|b *c* <script>\n# d')).toBe(String.raw`a\|b \*c\* \<script\> \# d`);
  });
});
