/**
 * The errors that people outside this program cause or meet: the user's (`ScenarioError`, `UsageError`) and the
 * world's (`RunError`). Ours is `InvariantError` in assert.ts. None of them is ever shown with a stack trace.
 */

/** Where in a file something stands; lines and columns count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake in a scenario or manifest: data first, so that every front end can render it. */
export interface ScenarioIssue {
  /** `null` when the mistake has no place in a file (for example an option of the command line). */
  readonly position: SourcePosition | null;
  /** Path of the value, such as `deployment/web.spec.replicas` or `traffic[0].timeout`; empty for a whole file. */
  readonly path: string;
  /** What was expected, in words: `expected a duration such as "250ms", "10s" or "1m"`. */
  readonly expected: string;
  /** The value as the user wrote it (shortened JSON), or `null` when nothing was there. */
  readonly received: string | null;
  /** How to mend it, such as `did you mean "replications"?`; or `null`. */
  readonly hint: string | null;
}

/** Invalid input. Carries every issue at once; exit code 2. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly issues: readonly ScenarioIssue[];

  constructor(issues: readonly ScenarioIssue[]) {
    super(issues.map(formatIssue).join('\n'));
    this.issues = issues;
  }
}

/** Wrong use of the command line; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** More than this program has room for, such as millions of requests under way at once; exit code 2. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
}

/** A replication that could not be finished: names the job and the command that replays it; exit code 70. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly job: string;
  readonly seed: string;
  readonly replay: string;

  constructor(message: string, details: { job: string; seed: string; replay: string; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.job = details.job;
    this.seed = details.seed;
    this.replay = details.replay;
  }
}

/** `file:line:column: path: expected … (got …); hint`, on one line. */
export function formatIssue(issue: ScenarioIssue): string {
  const { position } = issue;
  const place = position === null ? '' : `${position.file}:${position.line}:${position.column}: `;
  const path = issue.path === '' ? '' : `${issue.path}: `;
  const got = issue.received === null ? '' : ` (got ${issue.received})`;
  const hint = issue.hint === null ? '' : `; ${issue.hint}`;
  return `${place}${path}${issue.expected}${got}${hint}`;
}
