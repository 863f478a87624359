/**
 * The vocabulary that the scenario's schema is written in: durations, rates, shares, choices and tagged objects,
 * each with the sentence a user reads when it is wrong.
 */
import * as z from 'zod';
import { DURATION_PATTERN, DURATION_WORDS, parseDuration } from '../values/duration.ts';
import {
  parseRate,
  parseShare,
  RATE_OR_NONE_WORDS,
  RATE_PATTERN,
  RATE_WORDS,
  SHARE_PATTERN,
  SHARE_WORDS,
} from '../values/rate.ts';

/** An error sentence that says so when the value is missing altogether. */
export function sentence(words: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => (input === undefined ? `required: ${words}` : words);
}

/** A duration ≥ 0, kept as text. */
export function duration(description: string) {
  return durationText(DURATION_WORDS, () => true).meta({ description });
}

/** A duration > 0, kept as text. */
export function positiveDuration(description: string) {
  return durationText(`${DURATION_WORDS}, above 0`, (ms) => ms > 0).meta({ description });
}

function durationText(words: string, accept: (ms: number) => boolean) {
  return z
    .string({ error: sentence(words) })
    .regex(DURATION_PATTERN, { error: words, abort: true })
    .refine((text) => parseDuration(text) !== null, { error: `${words}, at most 100 years`, abort: true })
    .refine((text) => accept(parseDuration(text)!), { error: words });
}

/** A rate > 0, kept as text. */
export function rate(description: string) {
  return rateText(RATE_WORDS, false).meta({ description });
}

/** A rate ≥ 0, kept as text. */
export function rateOrNone(description: string) {
  return rateText(RATE_OR_NONE_WORDS, true).meta({ description });
}

function rateText(words: string, orNone: boolean) {
  return z
    .string({ error: sentence(words) })
    .regex(RATE_PATTERN, { error: words, abort: true })
    .refine((text) => parseRate(text, orNone) !== null, { error: words });
}

/** 0…1, a number or a percentage. */
export function share(description: string) {
  const words = { error: SHARE_WORDS };
  const percentage = z
    .string(words)
    .regex(SHARE_PATTERN, { ...words, abort: true })
    .refine((text) => parseShare(text) !== null, words);
  return z.union([z.number(words).min(0, words).max(1, words), percentage], words).meta({ description });
}

/** `"ipvs" is not available in this version; available: "iptables"`. */
export function notAvailable(name: string, available: readonly string[]): string {
  const quoted = available.map((each) => JSON.stringify(each)).join(', ');
  return `${JSON.stringify(name)} is not available in this version; available: ${quoted === '' ? 'none' : quoted}`;
}

/** What is said of a value that is not one of `values`; those in `later` are known, but not available yet. */
export function choiceSentence(
  values: readonly string[],
  later: readonly string[],
): ReturnType<typeof sentence> {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  const otherwise = sentence(`expected ${values.length === 1 ? '' : 'one of '}${list}`);
  return ({ input }) =>
    typeof input === 'string' && later.includes(input) ? notAvailable(input, values) : otherwise({ input });
}

/** One of `values`. */
export function choice<const T extends readonly [string, ...string[]]>(
  values: T,
  later: readonly string[],
  description: string,
) {
  return z.enum(values, { error: choiceSentence(values, later) }).meta({ description });
}

/** A union whose members tell themselves apart by their one key; `later` are tags known but not available. */
export function tagged<const T extends readonly [z.ZodType, ...z.ZodType[]]>(
  members: T,
  options: {
    readonly words: string;
    readonly available: readonly string[];
    readonly later: readonly string[];
  },
) {
  const error = ({ input }: { readonly input?: unknown }): string => {
    const tags = typeof input === 'object' && input !== null ? Object.keys(input) : [input];
    const early = tags.find((tag) => typeof tag === 'string' && options.later.includes(tag));
    return typeof early === 'string'
      ? notAvailable(early, options.available)
      : sentence(options.words)({ input });
  };
  return z.union(members, { error });
}

const ADDRESS_WORDS = 'expected an IP address such as "203.0.113.10"';
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const ADDRESS = new RegExp(`^(?:${OCTET}(?:\\.${OCTET}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$`);

/** An address, IPv4 or IPv6. */
export function ipAddress(description: string) {
  return z.string({ error: ADDRESS_WORDS }).regex(ADDRESS, { error: ADDRESS_WORDS }).meta({ description });
}

/** Of a process that exits by itself. */
export const exitCode = z
  .int()
  .min(0)
  .max(255)
  .meta({ description: 'Exit code of a process that exits by itself; 0 is success. Default: 1.' });
