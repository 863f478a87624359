/**
 * Checks of our own invariants. They stay on in production: a wrong number is worse than a stopped run.
 * Messages are constants, because a template message costs more than the check (see docs/ARCHITECTURE.md).
 */

/** A broken promise of this program, never of its user. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws {@link InvariantError} with the constant `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Unwraps a value that an invariant says is there. */
export function present<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new InvariantError(message);
  return value;
}
