/**
 * Widths of text without a canvas: Vega lays charts out by them, and its own estimate (0.8 em a character) is a
 * third too wide. The table holds the advance widths of Inter Regular's printable ASCII in hundredths of an em, from
 * the font's `hmtx` table; other characters count as a wide letter. Pages in a browser measure for themselves.
 */

const FIRST = 32;

const ADVANCE =
  `28 29 47 63 64 98 64 30 36 36 50 66 29 46 29 36 63 41 61 62 65 59 62 57 62 62 29 30 66 66 66 51 97 69 65 73 72 60 59 75
74 27 57 67 57 90 75 76 64 76 64 64 65 74 69 99 68 68 63 36 36 36 47 46 32 56 61 57 61 58 37 61 59 24 24 55 24 88 59 60 61
61 38 53 33 59 56 82 55 56 55 43 33 43 66`
    .split(/\s+/)
    .map(Number);

const OTHER = 75;
const BOLD_FACTOR = 1.06;

/** Width in pixels of one line of text in Inter. */
export function textWidth(text: string, fontSizePx: number, bold: boolean): number {
  let hundredths = 0;
  for (let i = 0; i < text.length; i++) hundredths += ADVANCE[text.charCodeAt(i) - FIRST] ?? OTHER;
  return (hundredths / 100) * fontSizePx * (bold ? BOLD_FACTOR : 1);
}

/** What Vega hands over: the text item and one of its lines. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** In the form of Vega's `textMetrics.width`. */
export function itemWidth(item: TextItem, text: string | number | null): number {
  const bold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
  return textWidth(`${text ?? ''}`, item.fontSize ?? 11, bold);
}
