/**
 * Text for a terminal of fixed width: the columns a string takes, wrapping at spaces, cutting with an ellipsis.
 * Wide (CJK, emoji) characters count two columns, combining ones none; no other typography.
 */

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const ZERO = /\p{Mark}|\p{Default_Ignorable_Code_Point}/u;

function columnsOf(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that `text` takes; it must hold no escape sequences. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The first `width` columns of `text`, and the rest. */
function splitAt(text: string, width: number): [string, string] {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > width) break;
    end += character.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** Cuts to `width` columns, the last one an ellipsis. */
export function truncate(text: string, width: number): string {
  return displayWidth(text) <= width ? text : `${splitAt(text, width - 1)[0]}…`;
}

/** Lines of at most `width` columns; no-break spaces hold, words longer than a line are cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/[ \n\t]+/)) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (displayWidth(word) > width) {
      const [head, tail] = splitAt(word, width);
      lines.push(head);
      word = tail;
    }
    line = word;
  }
  return [...lines, line].map((l) => l.replaceAll('\u00a0', ' '));
}
