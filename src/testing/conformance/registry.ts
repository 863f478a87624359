/** Which adapter serves which table; one line for each family of tables. */
import { PROBE_ADAPTERS } from './adapters/c-probes.ts';
import { BACKOFF_ADAPTERS } from './adapters/h-backoff.ts';
import type { Adapter } from './table.ts';

export const ADAPTERS: Readonly<Record<string, Adapter>> = {
  ...PROBE_ADAPTERS,
  ...BACKOFF_ADAPTERS,
};
