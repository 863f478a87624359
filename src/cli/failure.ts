/** From an error to the words on stderr and the exit code. Only errors of ours, and only with DEBUG set, show a stack. */
import pc from 'picocolors';
import { formatIssue, RunError, ScenarioError, UsageError } from '../base/errors.ts';
import { InterruptedError } from '../experiment/interrupted-error.ts';
import { ExitCode } from './exit-codes.ts';

export interface Failure {
  readonly code: ExitCode;
  /** Whole lines. */
  readonly text: string;
}

export function describeFailure(
  error: unknown,
  style: { readonly color: boolean; readonly debug: boolean },
): Failure {
  const label = pc.createColors(style.color).red('error:');
  if (error instanceof ScenarioError) return { code: ExitCode.usage, text: issueLines(error) };
  if (error instanceof UsageError) return { code: ExitCode.usage, text: `${label} ${error.message}\n` };
  if (error instanceof InterruptedError) return { code: ExitCode.interrupted, text: `${error.message}\n` };
  const message = error instanceof Error ? error.message : String(error);
  const replay = error instanceof RunError ? `Run it again alone: ${error.replay}\n` : '';
  const stack = style.debug ? `${stackOf(error)}\n` : 'With DEBUG=1 in the environment the stack is shown.\n';
  const text = `${label} ${message}\n${replay}This is a bug of simulate; please report it. ${stack}`;
  return { code: ExitCode.internal, text };
}

function issueLines({ issues }: ScenarioError): string {
  const lines = issues.map((issue) => `${formatIssue(issue)}\n`).join('');
  return `${lines}${issues.length === 1 ? '1 problem' : `${issues.length} problems`} in the input\n`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = error.cause === undefined ? '' : `\nCaused by: ${stackOf(error.cause)}`;
  return `\n${error.stack ?? error.message}${cause}`;
}
