/** Erlang's two formulas, and the waiting time of M/M/c that follows from the second. For finite queues see mmck.ts. */

/**
 * Erlang B: the share of calls lost by `servers` servers without a queue at offered load `load` = λ · E[S]. It depends
 * on the service time through its mean only (M/G/c/c).
 * @see Erlang, 1917; the recursion: Cooper, Introduction to Queueing Theory, 1981
 */
export function erlangB(servers: number, load: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (load * blocking) / (n + load * blocking);
  return blocking;
}

/**
 * Erlang C: the share of arrivals that wait in M/M/c; 1 from `load` = `servers` on.
 * @see Gross & Harris, Fundamentals of Queueing Theory, ch. 2
 */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  const blocking = erlangB(servers, load);
  return blocking / (1 - (load / servers) * (1 - blocking));
}

/** Mean wait in the queue of M/M/c, in units of the mean service time; Infinity from `load` = `servers` on. */
export function erlangCMeanWait(servers: number, load: number): number {
  return load >= servers ? Infinity : erlangC(servers, load) / (servers - load);
}
