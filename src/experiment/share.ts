/**
 * Hands the arrays of messages to another thread through shared memory, without a copy on its side. They are not
 * transferred: a buffer that is detached, once, makes V8 check every later access to any typed array of the thread,
 * which cost the simulation 10 to 20 %. And the memory is used again for the next message: fresh memory for each lay
 * about until V8 happened to collect it, hundreds of megabytes of it.
 */

/** What a message's arrays may be. */
type View = Float64Array | Int32Array | Uint32Array;

const ALIGNMENT = 8;
/** The first bytes of an envelope are its seal. */
const SEAL_BYTES = ALIGNMENT;
const OPEN = 0;
const SEALED = 1;

/** A message with its arrays in an envelope. */
export interface Sealed<T> {
  readonly message: T;
  /** For {@link openSeal}. */
  readonly seal: Int32Array;
}

/** Shared memory for one message at a time: grows to the largest it has carried. */
export class Envelope {
  private seal = sealOf(new SharedArrayBuffer(SEAL_BYTES));

  /**
   * A copy of plain data with every typed array in this envelope. Blocks the thread until the receiver is done with
   * the message before.
   */
  enclose<T>(message: T): Sealed<T> {
    Atomics.wait(this.seal, 0, SEALED);
    const bytes = SEAL_BYTES + bytesOf(message);
    if (bytes > this.seal.buffer.byteLength)
      this.seal = sealOf(new SharedArrayBuffer(Math.ceil(bytes * 1.25)));
    const copy = copyInto(this.seal.buffer, message);
    Atomics.store(this.seal, 0, SEALED);
    return { message: copy, seal: this.seal };
  }
}

/** The receiver is done with the message, whose arrays now mean nothing any more. */
export function openSeal(seal: Int32Array): void {
  Atomics.store(seal, 0, OPEN);
  Atomics.notify(seal, 0);
}

function sealOf(memory: SharedArrayBuffer): Int32Array<SharedArrayBuffer> {
  return new Int32Array(memory, 0, 1);
}

function isView(value: unknown): value is View {
  return value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint32Array;
}

/** Room for the arrays in a message. */
function bytesOf(value: unknown): number {
  if (isView(value)) return Math.ceil(value.byteLength / ALIGNMENT) * ALIGNMENT;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((bytes: number, part) => bytes + bytesOf(part), 0);
}

function copyInto<T>(memory: SharedArrayBuffer, message: T): T {
  let end = SEAL_BYTES;
  const copied = (value: unknown): unknown => {
    if (isView(value)) {
      const place = end;
      end += bytesOf(value);
      return copyOf(value, memory, place);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(copied);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)]));
  };
  return copied(message) as T;
}

function copyOf(view: View, memory: SharedArrayBuffer, place: number): View {
  const { length } = view;
  new Uint8Array(memory, place, view.byteLength).set(
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  );
  if (view instanceof Float64Array) return new Float64Array(memory, place, length);
  if (view instanceof Int32Array) return new Int32Array(memory, place, length);
  return new Uint32Array(memory, place, length);
}
