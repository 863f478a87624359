/** Memory that is only addressed: the operating system gives pages of it when they are first written to. */

/** Less than this much could not hold a simulation. */
const LEAST_BYTES = 2 ** 22;

/** @returns a buffer of zeros of `bytes`, or of half, a quarter, … of that where the system does not even promise so much. */
export function reserved(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (error) {
    if (bytes <= LEAST_BYTES) throw error;
    return reserved(8 * Math.floor(bytes / 16));
  }
}
