/** What a new connection meets at a pod's address: the values of PodTable.state. */

/** No network namespace: not yet, or no longer. */
export const gone = 0;
/** The process does not listen yet: refused. */
export const starting = 1;
/** Listens, but answers 503 to everything. */
export const initializing = 2;
export const accepting = 3;
/** Closed its listener and is finishing what it has: refused. */
export const draining = 4;
/** The process has ended: refused. */
export const exited = 5;
/** Accepts connections, and answers nothing. */
export const hung = 6;
/** Its node has lost its power: silence. */
export const dead = 7;

/** Whether something completes a handshake there; that of a hung process is its kernel. */
export function accepts(state: number): boolean {
  return state === accepting || state === initializing || state === hung;
}
