/** Where a request's present attempt is: the values of Row.STATE. */
export const free = 0;
/** Waiting at the client for a connection of its pool. */
export const awaitingConnection = 1;
/** A connection is being opened. */
export const connecting = 2;
/** First packet sent to an address that will never answer. */
export const blackholed = 3;
/** On its way to the pod. */
export const travelling = 4;
export const queued = 5;
export const serving = 6;
/** The answer is on its way to the client. */
export const returning = 7;
export const backingOff = 8;
/** With a pod that hangs: no answer will come, unless the process ends. */
export const held = 9;
/** Its client asks the DNS where to connect to. */
export const resolving = 10;

/** Whether it has been sent on a connection, and no answer yet. */
export function isUnderWay(state: number): boolean {
  return state === travelling || state === queued || state === serving;
}

/** Whether the request is with its pod. */
export function isAtPod(state: number): boolean {
  return state === queued || state === serving || state === held;
}
