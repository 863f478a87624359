/**
 * What can become of a request: the error kinds a client sees, and the causes — the gap in the system that lost an
 * attempt. Every failed attempt has exactly one of each. Codes are indexes into these tables, so that hot columns
 * hold small integers; the order is part of no file format (results use the names).
 */

/** What the client sees when a request fails. `ok` is not among them. */
export const ERROR_KINDS = [
  'refused',
  'reset',
  'timeout',
  'unreachable',
  'http503',
  'http5xx',
  'dns',
  'http502',
  'http504',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Which gap lost the attempt. The one-line meanings are shown by reports and by docs/MODEL.md. */
export const CAUSES = [
  'stale-endpoint',
  'not-listening-yet',
  'not-initialized-yet',
  'killed-in-flight',
  'no-endpoints',
  'queue-full',
  'overload',
  'slow-response',
  'idle-close-race',
  'application-error',
  'dead-address',
  'dns-stale',
  'dns-negative',
  'hung-pod',
  'dead-node',
  'closed-port',
  'throttled',
  'no-environment-variable',
] as const;
export type Cause = (typeof CAUSES)[number];

/** One line for each cause, in the words of a person who has to mend it. */
export const CAUSE_MEANINGS: Readonly<Record<Cause, string>> = {
  'stale-endpoint': "sent to a pod after it stopped accepting: the node's proxy still listed it",
  'not-listening-yet': 'sent to a pod whose process did not listen yet',
  'not-initialized-yet': 'sent to a pod that listened but was not initialised yet',
  'killed-in-flight': 'accepted by a pod that exited or was killed before it answered',
  'no-endpoints': 'the node knew no usable endpoint of the service',
  'queue-full': "turned away because the pod's queue was full",
  overload: "timed out after waiting, in a pod's queue or for a free connection",
  'slow-response': 'timed out on the way or while being served, without having waited in a queue',
  'idle-close-race': 'sent on a kept-alive connection that the pod was just closing',
  'application-error': 'the application answered with an error of its own',
  'dead-address': 'sent to an address written by hand at which nobody answers: nothing checks such endpoints',
  'dns-stale': 'sent to a pod after it stopped accepting: an answer of the DNS still named it',
  'dns-negative': 'the DNS had no address for the name: no pod was ready when it was asked',
  'hung-pod': 'accepted by a pod that hung: it accepts connections and answers nothing',
  'dead-node': 'sent to a pod on a node without power, or by way of one: nothing answers from there',
  'closed-port': 'sent to a port of the pod on which none of its containers listens',
  throttled: 'timed out while being served by a container that its CPU limit had stopped meanwhile',
  'no-environment-variable':
    'sent nowhere, as the container of the client is older than the Service and has no variables of it',
};

/** Code of an error kind, its index in {@link ERROR_KINDS}. */
export const ErrorKindCode = Object.freeze(
  Object.fromEntries(ERROR_KINDS.map((name, code) => [name, code])),
) as Readonly<Record<ErrorKind, number>>;

/** Code of a cause, its index in {@link CAUSES}. */
export const CauseCode = Object.freeze(
  Object.fromEntries(CAUSES.map((name, code) => [name, code])),
) as Readonly<Record<Cause, number>>;

/** Phases of a rollout a loss is booked under: before the first, during any, after the last finished. */
export const ROLLOUT_PHASES = ['before', 'during', 'after'] as const;
export type RolloutPhase = (typeof ROLLOUT_PHASES)[number];

/** Phases of a pod as the report's Gantt chart shows them. */
export const POD_PHASES = ['pending', 'starting', 'ready', 'terminating'] as const;
export type PodPhase = (typeof POD_PHASES)[number];
