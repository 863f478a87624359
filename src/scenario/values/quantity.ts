/**
 * Quantities as Kubernetes writes them: `500m`, `2`, `128Mi`, `1.5G`, `1e3`.
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
 */

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const PATTERN = /^(\d+(?:\.\d*)?|\.\d+)(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d{1,3}))?$/;

export const QUANTITY_WORDS = 'expected a quantity such as 2, "500m" or "128Mi"';

/** `null` when it is none. A quantity is never negative here. */
export function parseQuantity(value: string | number): number | null {
  if (typeof value === 'number') return value >= 0 && Number.isFinite(value) ? value : null;
  const [, digits, suffix = '', exponent = '0'] = PATTERN.exec(value) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * FACTORS[suffix]! * 10 ** Number(exponent);
}

/** @throws RangeError when the schema has not checked it. */
export function quantity(value: string | number): number {
  const parsed = parseQuantity(value);
  if (parsed === null) throw new RangeError(`not a quantity: ${value}`);
  return parsed;
}

/** In thousandths, rounded up as Kubernetes does; `null` when it is no quantity. */
export function parseMilli(value: string | number): number | null {
  const parsed = parseQuantity(value);
  // What is a whole number of thousandths on paper is one here.
  return parsed === null ? null : Math.ceil(Number((parsed * 1000).toPrecision(15)));
}

/** Thousandths. @throws RangeError when the schema has not checked it. */
export function milliOf(value: string | number): number {
  const milli = parseMilli(value);
  if (milli === null) throw new RangeError(`not a quantity: ${value}`);
  return milli;
}
