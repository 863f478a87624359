/** Growing typed arrays, the columns that hot state lives in. */

/** A copy of `array` with `length` elements, zero-filled at the end. */
export function resized<A extends { set(from: A): void }>(
  array: A,
  length: number,
  make: new (length: number) => A,
): A {
  const copy = new make(length);
  copy.set(array);
  return copy;
}
