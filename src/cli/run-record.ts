/** run.json, beside result.json: how long the run took and on what. The one file that differs from run to run. */
import { thisTool } from '../experiment/tool.ts';
import type { Measured } from './experiment-run.ts';

/** @param words - the command line, as typed. */
export function runRecordText(measured: Measured, workers: number, words: readonly string[]): string {
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
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}
