/**
 * Chance for the behaviour of people: xoshiro128** (Blackman and Vigna), seeded by a seed and the name
 * of a stream.
 *
 * Each kind of decision draws from a stream of its own, and always as many numbers. So two plans with as
 * many categories see the same people, who come on the same days for the same goods and send back the
 * same orders. What a plan changes is who pays with shares, redeems, or orders once more for new quota.
 * Nothing here is money: amounts are drawn as floats and become whole fen before the engine sees them.
 */

export type Random = {
  /** From 0 to below 1. */
  unit(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  /** Whether something happens that has this chance. */
  happens(chance: number): boolean;
};

const RANGE = 2 ** 32;

/** MurmurHash3's last step: every bit of the input moves every bit of the output. */
function mixed(word: number): number {
  let hash = word >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The chance of one stream of one future. */
export function randomOf(seed: number, stream: string): Random {
  let key = 0x811c9dc5;
  for (let k = 0; k < stream.length; k++) key = Math.imul(key ^ stream.charCodeAt(k), 0x01000193);
  let counter = mixed(seed >>> 0) ^ mixed(Math.floor(seed / RANGE) + 0x632be5ab) ^ key;
  const word = (): number => mixed((counter = (counter + 0x9e3779b9) | 0)) | 0;
  let [a, b, c, d] = [word(), word(), word(), word() | 1];
  const next = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
  return {
    unit: () => next() / RANGE,
    below: (end) => Math.floor((next() / RANGE) * end),
    happens: (chance) => next() < chance * RANGE,
  };
}

/** A whole number around a mean, as rare independent events come (Poisson). */
export function drawPoisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  // Beyond that the bell curve is near enough, and takes one draw.
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
  const least = Math.exp(-mean);
  let count = 0;
  for (let left = random.unit(); left > least; left *= random.unit()) count++;
  return count;
}

/** A number around 0 with deviation 1 (Box and Muller). */
export function drawNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return radius * Math.cos(2 * Math.PI * random.unit());
}

/** A time until something that may come at any moment, around a mean. */
export function drawWait(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.unit());
}
