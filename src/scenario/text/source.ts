/**
 * A parsed document that still knows where its values stand in the file, whatever language it was written in.
 * It holds plain data; it does not judge it.
 */
import type { SourcePosition } from '../../base/errors.ts';
import type { Path } from './path.ts';

export interface SourceDocument {
  readonly file: string;
  /** Plain JSON data. */
  readonly value: unknown;
  /** Where the value at `path` begins, or its nearest existing ancestor. */
  readonly locate: (path: Path) => SourcePosition;
  /** Where the key of the member at `path` begins, or the nearest existing ancestor's value. */
  readonly locateKey: (path: Path) => SourcePosition;
}

/** No scenario or manifest of this size is written by a person; 100 MB of brackets are an accident. */
export const MAX_BYTES = 20 * 1024 * 1024;
/** Deepest nesting accepted; a Kubernetes object needs about twelve. */
export const MAX_DEPTH = 100;

/** Turns offsets (UTF-16 code units) into positions by binary search over the line starts. */
export function positionsIn(file: string, text: string): (offset: number) => SourcePosition {
  let starts: number[] | null = null;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}
