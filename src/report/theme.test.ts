import { describe, expect, it } from 'vitest';
import { CAUSES, POD_PHASES } from '../model/outcomes.ts';
import { causePaint, inLight, paint, paintDeclarations, phasePaint } from './theme.ts';

/** Relative luminance of a hex colour, as WCAG 2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function colorsOf(scheme: 'light' | 'dark'): Map<string, string> {
  return new Map(
    [...paintDeclarations(scheme).matchAll(/--([\w-]+):(#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [
      name,
      hex,
    ]),
  );
}

describe('the colours', () => {
  it('tell causes and phases apart', () => {
    expect(new Set(CAUSES.map((cause) => inLight(causePaint(cause)))).size).toBe(CAUSES.length);
    expect(new Set(POD_PHASES.map((phase) => inLight(phasePaint(phase)))).size).toBe(POD_PHASES.length);
  });

  it('become hex codes outside the page, all but unknown variables', () => {
    expect(inLight(`a ${paint('ink')} b`)).toMatch(/^a #[0-9a-f]{6} b$/);
    expect(inLight('var(--other)')).toBe('var(--other)');
  });

  it.each(['light', 'dark'] as const)('keep text readable (WCAG AA) in %s', (scheme) => {
    const colors = colorsOf(scheme);
    for (const ink of ['ink', 'muted', 'accent', 'good', 'bad', 'unsure', 'marker']) {
      for (const ground of ['page', 'surface', 'shade']) {
        expect(
          contrast(colors.get(ink) ?? '', colors.get(ground) ?? ''),
          `${ink} on ${ground}`,
        ).toBeGreaterThan(4.5);
      }
    }
  });
});
