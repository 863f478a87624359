/** run.json, beside result.json: how long the run took and on what. The one file that differs from run to run. */
import { thisTool } from '../experiment/tool.ts';
import type { Measured } from './experiment-run.ts';

/** What the record says besides what was measured. */
export interface RunCircumstances {
  readonly workers: number;
  /** The command line, as typed. */
  readonly words: readonly string[];
  /** Key of what the figures depend on; see finished.ts. */
  readonly settings: string;
  /** SHA-256 of result.json. */
  readonly resultHash: string;
}

export function runRecordText(
  measured: Measured,
  { workers, words, settings, resultHash }: RunCircumstances,
): string {
  const { result, elapsedMs, requests, resumed } = measured;
  const record = {
    tool: thisTool(),
    command: ['simulate', ...words],
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    workers,
    partial: result.partial,
    resumedReplications: resumed,
    elapsedMs: Math.round(elapsedMs),
    requests,
    requestsPerSecond: Math.round((requests * 1000) / elapsedMs),
    settings,
    result: resultHash,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}
