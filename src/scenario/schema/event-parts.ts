/** What every entry of `events` has: when it happens, and to what. */
import * as z from 'zod';
import { duration } from './parts.ts';

const TARGET_WORDS = 'expected a target such as "deployment/web"';

export const at = duration('When it happens, from the start of the run.');

export const target = z
  .string({ error: TARGET_WORDS })
  .regex(/^[A-Za-z]+\/[^/\s]+$/, { error: TARGET_WORDS })
  .meta({ description: 'What it happens to, such as "deployment/web".' });
