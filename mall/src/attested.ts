/** What the bank said, as anybody may know it: the latest statement beside what was owed on its day. */
import {
  attestationDays,
  dateIn,
  owedMinorOf,
  readLastAttestation,
  readOwedNow,
  type Attestation,
  type Owed,
} from "@patronage/ledger";
import { minorText } from "./figures.ts";
import { inLedger, type Mall } from "./mall.ts";
import type { ProgrammeFigures } from "./programme.ts";
import { remembered } from "./remembered.ts";

const FRESH_MILLISECONDS = 1_000;

type Asked = {
  readonly last: () => Promise<Attestation | undefined>;
  readonly owed: () => Promise<Owed | undefined>;
};
const asked = new WeakMap<Mall, Asked>();

function askedOf(mall: Mall): Asked {
  const known = asked.get(mall);
  if (known !== undefined) return known;
  const made: Asked = {
    last: remembered(() => inLedger(mall, readLastAttestation), FRESH_MILLISECONDS),
    owed: remembered(() => inLedger(mall, readOwedNow), FRESH_MILLISECONDS),
  };
  asked.set(mall, made);
  return made;
}

/** What has to be at the bank now. */
export async function tellOwed(mall: Mall): Promise<string> {
  const owed = await askedOf(mall).owed();
  return owed === undefined ? "0" : owedMinorOf(owed).toString();
}

/** The latest attestation, at most about a second old; undefined while there is none. */
export const lastAttestation = (mall: Mall): Promise<Attestation | undefined> =>
  askedOf(mall).last();

/** The latest attestation, as it is told; null while there is none. */
export async function tellAttestation(mall: Mall, { plan }: ProgrammeFigures) {
  const last = await lastAttestation(mall);
  if (last === undefined) return null;
  const { date, at, account, closeDate, reserveE18, proRataE18, tierE18, walletsE18 } = last;
  return {
    ...{ date, attestedAt: at, account, closeDate },
    days: attestationDays(last, dateIn(plan.timezone, mall.clock.now())),
    balance: last.balanceMinor.toString(),
    owed: last.owedMinor.toString(),
    reserve: minorText(reserveE18),
    funds: minorText(proRataE18 + tierE18),
    wallets: minorText(walletsE18),
    difference: last.differenceMinor.toString(),
    unexplained: last.unexplainedMinor.toString(),
    explanations: last.explanations.map((one) => ({
      ...{ amount: one.amountMinor.toString(), text: one.text, explainedAt: one.at },
    })),
  };
}
