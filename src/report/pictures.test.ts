import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { compilePictures, renderPng, renderSvg, standalone } from './pictures.ts';

const FONTS = ['400Regular', '700Bold'].map((weight) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`)),
);

const result = sampleResult({ pods: 1, intervals: 60 });
const [variant] = result.variants;
if (variant === undefined) throw new Error('the sample has a variant');
const [picture] = await compilePictures(result, variant);
if (picture === undefined) throw new Error('there are charts');
const svg = standalone(picture, await renderSvg(picture.vega, 'x'));

/** Width and height in the header of a PNG. */
function sizeOf(png: Uint8Array): number[] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('a picture', () => {
  it('is an SVG with title, description and no CSS variables', () => {
    expect(svg).toContain(`<title>${picture.chart.title}</title><desc>`);
    expect(svg).not.toContain('var(--');
  });

  it('becomes a PNG of twice the size, the same again', async () => {
    const png = await renderPng(svg, FONTS);
    const [width = 0, height = 0] = [/ width="(\d+)/, / height="(\d+)/].map((side) =>
      Number(side.exec(svg)?.[1]),
    );
    expect(sizeOf(png)).toEqual([2 * width, 2 * height]);
    expect(await renderPng(svg, FONTS)).toEqual(png);
  });

  it('has its text drawn with the fonts given: without them the PNG differs', async () => {
    expect(await renderPng(svg, FONTS)).not.toEqual(await renderPng(svg, []));
  });
});
