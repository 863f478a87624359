/**
 * Layout of a request's row in the RequestTable, 128 bytes in one buffer: element numbers within a row, first of its
 * Float64Array, then of its Int32Array. Rows begin at multiples of powers of two, so that `(slot << INTS_LOG2) | STATE` finds
 * an element without products and sums whose overflow V8 would have to check.
 */

/** 16 doubles per row. */
export const REALS_LOG2 = 4;
/** Intended arrival of the request, not of the attempt. */
export const ARRIVAL_MS = 0;
/** Service time before any cold-start factor. */
export const DEMAND_MS = 1;
/** Service time, once service has begun. */
export const SERVICE_MS = 2;
/** When service began. */
export const BEGAN_MS = 3;

/** 32 integers per row; the first 8 lie under the doubles. */
export const INTS_LOG2 = 5;
/** The request's own 32-bit draw for every choice among endpoints. */
export const CHOICE = 8;
export const SOURCE = 9;
/** Interval of the time series that the arrival falls into. */
export const INTERVAL = 10;
/** Pool client within the source; for a probe: its worker. */
export const CLIENT = 11;
/** Node the client runs on, or enters by. */
export const NODE = 12;
export const POD = 13;
export const CONNECTION = 14;
export const ATTEMPTS_LEFT = 15;
/** Link of the queue the row stands in. */
export const NEXT = 16;
/** One of RequestState. */
export const STATE = 17;
export const PATH = 18;
/** A set of the bits below. */
export const FLAGS = 19;
export const KIND = 20;
export const CAUSE = 21;
/** Grows whenever a service begins or is cut short, so that a completion of an earlier service is known as stale. */
export const TICKET = 22;

/** SYNs that the present attempt has sent into silence. */
export const SYNS = 23;

/** The client has gone; nothing is recorded any more. */
export const ABANDONED = 1;
/** It stood in a queue before it was served. */
export const WAITED = 2;
/** The application will answer with an error of its own. */
export const WILL_FAIL = 4;
/** A pod sends it, to serve another request. */
export const IS_CALL = 16;
/** The node it entered by has lost its power: no answer will reach the client. */
export const CUT = 8;

/** `KIND` of an attempt that has not failed. */
export const NO_ERROR = -1;
/** `SOURCE` of a kubelet's probe that waits in the queue of requests. */
export const PROBE_SOURCE = -1;
/** `CONNECTION` of a row whose pool connection is being opened. */
export const OPENING = -2;
