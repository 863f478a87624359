/** Quantities as Kubernetes writes them: `250m`, `2`, `1.5k`, `128Mi`. */

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

const QUANTITY = /^(\d+(?:\.\d*)?|\.\d+)(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;
export const QUANTITY_WORDS = 'expected a quantity such as "250m", "2" or "1.5k"';

/** In thousandths, rounded up as Kubernetes does; `null` when it is none. */
export function parseMilli(value: string | number): number | null {
  const [, digits, exponent = '', suffix = ''] = QUANTITY.exec(String(value)) ?? [];
  if (digits === undefined) return null;
  const amount = Number(`${digits}${exponent}`) * FACTORS[suffix]! * 1000;
  // What is a whole number of thousandths on paper is one here.
  return Math.ceil(Number(amount.toPrecision(15)));
}

/** Thousandths of a quantity that the schema has checked. @throws RangeError if it was not. */
export function milliOf(value: string | number): number {
  const milli = parseMilli(value);
  if (milli === null) throw new RangeError(`not a quantity: ${value}`);
  return milli;
}
