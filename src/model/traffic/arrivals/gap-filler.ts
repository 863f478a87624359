/** What an open arrival process is to the source that draws from it. */

/** Writes the next gaps, in milliseconds, ≥ 0; Infinity when no request comes any more. The first gap counts from 0. */
export type GapFiller = (gapsMs: Float64Array) => void;
