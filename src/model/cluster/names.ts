/**
 * Names in Kubernetes' manner, made from numbers instead of chance, so that the n-th pod of a Deployment bears the
 * same name in every replication and losses can be added up by pod.
 */

/** Kubernetes' alphabet for generated names: no vowels, nothing that looks like something else. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const POD_SUFFIX_LENGTH = 5;
const HASH_LENGTH = 9;

/** `web-6d4b9c7f8`: the Deployment's name and a hash of its template's revision. */
export function replicaSetName(deployment: string, revision: number): string {
  return `${deployment}-${code(revision * 7919 + textHash(deployment), HASH_LENGTH)}`;
}

/** `web-6d4b9c7f8-x2k4p` for the pod of this number. */
export function podName(replicaSet: string, podNumber: number): string {
  return `${replicaSet}-${code(podNumber * 104_729 + textHash(replicaSet), POD_SUFFIX_LENGTH)}`;
}

/** A bijective scramble of `seed`, written in the alphabet: different seeds below 27^length give different codes. */
function code(seed: number, length: number): string {
  const space = ALPHABET.length ** length;
  // Multiplying by a number prime to the base permutes the codes, so that neighbours look unlike.
  let value = Number((BigInt(seed) * 48_271_003n + 12_345n) % BigInt(space));
  let text = '';
  for (let i = 0; i < length; i++) {
    text += ALPHABET[value % ALPHABET.length]!;
    value = Math.floor(value / ALPHABET.length);
  }
  return text;
}

/** FNV-1a, 20 bits of it. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 12) & 0xfffff;
}
