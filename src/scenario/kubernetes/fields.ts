/**
 * How the schemas of Kubernetes objects tell modelled fields from the others: every field of the API that is not
 * modelled is named with the reason, so that nothing is ignored in silence.
 */
import * as z from 'zod';

export interface IgnoredField {
  /** Why it is ignored. */
  readonly why: string;
  /** Whether, in a real cluster, it could change what happens to requests. */
  readonly affectsRequests: boolean;
}

/** Which schemas stand for ignored fields. */
export const ignoredFields = z.registry<IgnoredField>();

/** A field without influence on requests. */
export function harmless(why: string) {
  return z.unknown().optional().register(ignoredFields, { why, affectsRequests: false });
}

/** A field that can matter for requests, but is not modelled. */
export function unmodelled(why: string) {
  return z.unknown().optional().register(ignoredFields, { why, affectsRequests: true });
}

/** Several fields that are ignored for the same reason. */
export function ignoring<const K extends string>(
  names: readonly K[],
  make: () => ReturnType<typeof harmless>,
) {
  // fromEntries forgets which keys it was given.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<K, ReturnType<typeof harmless>>;
}

/** Whole number of seconds ≥ 0; where Kubernetes reads 0 as "not given", 0 becomes the default. */
export function seconds(description: string, fallback: number, zeroMeansDefault = false) {
  const count = z.int().min(0).max(1_000_000_000);
  const checked = zeroMeansDefault ? count.overwrite((value) => (value === 0 ? fallback : value)) : count;
  return checked.default(fallback).meta({ description: `${description} Default: ${fallback}.` });
}

/** Labels or a selector. */
export const labelsSchema = z.record(z.string(), z.string()).meta({ description: 'Names and values.' });

/** Of a port. */
export const protocol = z.enum(['TCP', 'UDP', 'SCTP']).optional();

/** apiVersion of a kind; it may be left out. */
export function apiVersion<const V extends string>(version: V) {
  return z.literal(version, { error: `expected "${version}"` }).default(version as never);
}

export const replicas = z
  .int()
  .min(0)
  .max(10_000)
  .default(1)
  .meta({ description: 'Number of pods. Default: 1.' });

export const minReadySeconds = seconds('How long a pod must have been ready to count as available.', 0);

export const selector = z
  .strictObject({
    matchLabels: labelsSchema.default({}),
    matchExpressions: harmless('a workload owns the pods it made'),
  })
  .meta({ description: "Must match the template's labels." });

/** metadata of an object with a name. */
export const objectMetaSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, {
      error: 'expected a name of lower-case letters, digits, "-" and "."',
    })
    .meta({ description: 'Name of the object, unique per kind.' }),
  namespace: z.string().min(1).default('default').meta({ description: 'Namespace. Default: "default".' }),
  ...ignoring(['annotations', 'labels', 'finalizers', 'ownerReferences', 'generateName'], () =>
    harmless('describes the object itself'),
  ),
  ...ignoring(
    [
      'creationTimestamp',
      'deletionGracePeriodSeconds',
      'deletionTimestamp',
      'generation',
      'managedFields',
      'resourceVersion',
      'selfLink',
      'uid',
    ],
    () => harmless('written by the cluster'),
  ),
});
