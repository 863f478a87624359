/**
 * Typesetting for the description of a scenario: headings, wrapped lines, numbers and lists in words.
 */

/** Columns: what any terminal has. */
const WIDTH = 80;

/** A heading and its lines, each wrapped and indented by two columns. */
export function paragraph(heading: string, lines: readonly string[]): string {
  return [heading, ...lines.flatMap((line) => wrap(line, '  '))].map((line) => `${line}\n`).join('');
}

/** Breaks at spaces; continuation lines are indented two columns further than the text. */
function wrap(text: string, indent: string): string[] {
  const inner = indent + (/^ */.exec(text)?.[0] ?? '');
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(' ')) {
    const margin = lines.length === 0 ? inner : `${inner}  `;
    if (line !== '' && margin.length + line.length + 1 + word.length > WIDTH) {
      lines.push(margin + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, (lines.length === 0 ? inner : `${inner}  `) + line];
}

/** At most three significant digits, without exponents for everyday sizes. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** `20 ms`, `1.5 s`. */
export function milliseconds(value: number): string {
  return value >= 1000 ? `${number(value / 1000)} s` : `${number(value)} ms`;
}

/** `12.5 %`; tiny shares as `< 0.0001 %`. */
export function percent(share: number): string {
  if (share > 0 && share < 1e-6) return '< 0.0001 %';
  return `${number(share * 100)} %`;
}

/** `1 pod`, `4 pods`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
