/**
 * The tables of the ziggurat for the exponential distribution: 256 layers of equal area under exp(−x), the lowest of
 * them with the tail. Tables only; the algorithm that reads them is `RandomStream.exponential`.
 * @see Marsaglia & Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Softw. 5(8), 2000
 */
const LAYERS = 256;
const WORDS = 2 ** 32;

/** Where the tail begins: the right edge of the lowest layer. */
export const TAIL_START = 7.69711747013105;

/** Area of each layer, the tail counted with the lowest. */
const LAYER_AREA = 3.949659822581557e-3;

/** [256] A word below this limit lies inside layer i and under the curve whatever its height. */
export const LAYER_LIMIT = new Uint32Array(LAYERS);

/** [256] Width of layer i per word: word × scale = x. */
export const LAYER_SCALE = new Float64Array(LAYERS);

/** [256] exp(−x) at the right edge of layer i; 1 at the top, index 0. */
export const LAYER_HEIGHT = new Float64Array(LAYERS);

fillTables();

function fillTables(): void {
  const lowestWidth = LAYER_AREA / Math.exp(-TAIL_START);
  LAYER_LIMIT[0] = (TAIL_START / lowestWidth) * WORDS;
  LAYER_SCALE[0] = lowestWidth / WORDS;
  LAYER_HEIGHT[0] = 1;
  let edge = TAIL_START;
  for (let layer = LAYERS - 1; layer >= 1; layer--) {
    const height = Math.exp(-edge);
    LAYER_SCALE[layer] = edge / WORDS;
    LAYER_HEIGHT[layer] = height;
    // The next layer up has the same area: its edge is where the curve is that much higher.
    const next = layer > 1 ? -Math.log(LAYER_AREA / edge + height) : 0;
    LAYER_LIMIT[layer] = (next / edge) * WORDS;
    edge = next;
  }
}
