/**
 * Fuzz: random histories through the engine and the oracle, as many as there is time for.
 *
 * `npm run fuzz -- [histories] [commands] [first seed]`. Prints the seed of the first history in
 * which they part, and exits 1.
 */
import { disagreement } from "../../engine/src/oracle-agreement.ts";

const [histories = 10_000, commands = 120, firstSeed = 0] = process.argv.slice(2).map(Number);

for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
  const fault = disagreement(seed, commands);
  if (fault !== undefined) {
    console.error(fault);
    process.exit(1);
  }
  if ((seed - firstSeed + 1) % 500 === 0) console.error(`${seed - firstSeed + 1} of ${histories}`);
}
console.log(
  `${histories} histories of ${commands} commands from seed ${firstSeed}: no difference.`,
);
