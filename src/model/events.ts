/**
 * The kinds of event the engine carries for the model, most frequent first. simulation.ts holds the one switch over
 * them. `slot` is a request unless said otherwise; `generation` is that slot's when the event was sent.
 */

/** The next request of a traffic source; slot = source. */
export const ARRIVAL = 0;
/** A pod has finished serving a request; generation = the row's ticket. */
export const COMPLETION = 1;
/** A request has reached the pod on an established connection. */
export const REQUEST_AT_POD = 2;
/** An answer, or the news of a failure, has reached the client. */
export const ANSWER_AT_CLIENT = 3;
/** A new connection's first packet has reached the pod. */
export const SYN_AT_POD = 4;
/** A new connection from outside has reached the node it enters the cluster by. */
export const SYN_AT_NODE = 5;
/** The client gives the request up. */
export const TIMEOUT = 6;
/** The client learns that the pod closed an idle connection; slot = connection. */
export const CLOSE_AT_CLIENT = 7;
/** A retry's back-off is over. */
export const RETRY = 8;
/** The kernel of a client gives a connection attempt up; generation = the row's ticket. */
export const CONNECT_GIVE_UP = 10;
/** A SYN that a node dropped is sent again; generation = the row's ticket. */
export const SYN_AGAIN = 11;
/** A connection may have been idle for too long for its pod; slot = connection. */
export const IDLE_AT_POD = 12;
/** The client's end of an HTTP/2 connection is open; slot = connection. */
export const OPENED_AT_CLIENT = 13;
/** A request is with a worker of an ingress controller. */
export const AT_INGRESS = 14;
/** A worker waits no longer for a pod's answer. */
export const UPSTREAM_TIMEOUT = 15;
/** The answer to a client's own DNS query is there. */
export const DNS_ANSWER = 16;
/** Something is due at the CPU of a pod that shares cores or has a quota; slot = pod, generation = its ticket. */
export const CPU = 17;
/** A deferred call of the control plane; slot = task. */
export const TASK = 9;
