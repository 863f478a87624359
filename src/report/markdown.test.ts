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
