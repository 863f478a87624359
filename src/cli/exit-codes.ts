/** What the shell, and a CI job, learns from a run. */
export const ExitCode = {
  ok: 0,
  /** A threshold failed. */
  thresholdFailed: 1,
  /** Wrong use of the command line, or invalid input. */
  usage: 2,
  /** No threshold failed, but one is undecided. */
  undecided: 3,
  /** A bug of ours (EX_SOFTWARE of sysexits.h). */
  internal: 70,
  /** 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
