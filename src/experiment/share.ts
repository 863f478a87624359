/**
 * Puts the arrays of a message into shared memory, so that another thread gets them without a copy. They are not
 * transferred: a buffer that is detached, once, makes V8 check every later access to any typed array of the thread,
 * which cost the simulation 10 to 20 %.
 */

/** A copy of plain data with every typed array in shared memory. */
export function shared<T>(value: T): T {
  return share(value) as T;
}

function share(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Float64Array) return new Float64Array(memoryOf(value));
  if (value instanceof Int32Array) return new Int32Array(memoryOf(value));
  if (value instanceof Uint32Array) return new Uint32Array(memoryOf(value));
  if (Array.isArray(value)) return value.map(share);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, share(part)]));
}

function memoryOf(view: Float64Array | Int32Array | Uint32Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(view.byteLength);
  new Uint8Array(memory).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return memory;
}
