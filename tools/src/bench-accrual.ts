/**
 * Accrual: orders a second through the engine's door with a million holders, everything kept.
 *
 * Beside it the arithmetic alone on plain objects in a `Map`, as a shop's own programmer would write
 * it first: no refusals, no caps, no tiers, no refunds, no retries.
 */
import { apply, type Command, type State } from "@patronage/engine";
import {
  benchState,
  joinHolders,
  keptElsewhere,
  median,
  milliseconds,
  order,
  seeded,
  thousands,
} from "./bench-kit.ts";
import type { Figure } from "./bench-kit.ts";

const HOLDERS = 1_000_000;
const ROUNDS = 7;
const ORDERS = 100_000;

type Account = { sharesMicro: bigint; quotaE18: bigint; referrer: Account | undefined };

/** The rival: the same grants, on objects. */
function plainProgramme() {
  const random = seeded(1);
  const accounts = new Map<string, Account>();
  for (let k = 0; k < HOLDERS; k++) {
    const referrer = k > 10 && random(3) === 0 ? accounts.get(`h${random(k)}`) : undefined;
    accounts.set(`h${k}`, { sharesMicro: 0n, quotaE18: 0n, referrer });
  }
  const orders = new Map<string, { paidMinor: bigint; sharesMicro: bigint }>();
  let [reserveE18, outstandingMicro] = [10n ** 22n, 10n ** 8n];
  const fund = { totalE18: 0n };
  return (command: Command): void => {
    if (command.type !== "order.pay" || orders.has(command.order)) return;
    const { paidMinor } = command.lines[0]!;
    const contributionMinor = (paidMinor * 30n) / 100n;
    const grant = (account: Account, sharePercent: number, quotaPercent: number): bigint => {
      const valueE18 = ((contributionMinor * BigInt(sharePercent)) / 100n) * 10n ** 18n;
      const sharesMicro = (valueE18 * outstandingMicro) / reserveE18;
      account.sharesMicro += sharesMicro;
      account.quotaE18 += ((paidMinor * BigInt(quotaPercent)) / 100n) * 10n ** 18n;
      return sharesMicro;
    };
    const buyer = accounts.get(command.holder)!;
    let sharesMicro = grant(buyer, 70, 200);
    if (buyer.referrer !== undefined) sharesMicro += grant(buyer.referrer, 10, 10);
    const second = buyer.referrer?.referrer;
    if (second !== undefined) sharesMicro += grant(second, 5, 2);
    reserveE18 += contributionMinor * 10n ** 18n;
    outstandingMicro += sharesMicro;
    fund.totalE18 += ((paidMinor * 30n) / 100n) * 10n ** 18n;
    orders.set(command.order, { paidMinor, sharesMicro });
  };
}

type Times = { readonly ours: readonly number[]; readonly rivals: readonly number[] };

function measure(state: State): Times {
  joinHolders(state, HOLDERS, seeded(1));
  const plain = plainProgramme();
  const random = seeded(2);
  const [ours, rivals]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const orders = Array.from({ length: ORDERS }, (_, k) =>
      order(`o-${round}-${k}`, `h${random(HOLDERS)}`, "default", BigInt(1_000 + random(100_000))),
    );
    ours.push(milliseconds(() => orders.forEach((command) => apply(state, command))));
    rivals.push(milliseconds(() => orders.forEach(plain)));
  }
  return { ours, rivals };
}

function figure(what: string, asked: string, { ours, rivals }: Times): Figure {
  const perSecond = (times: readonly number[]): string =>
    thousands((ORDERS * 1000) / median(times));
  const ratio = median(ours.map((time, round) => time / rivals[round]!)).toFixed(2);
  const beside = `plain objects in a Map, arithmetic only: ${perSecond(rivals)} (ours takes ${ratio} times as long)`;
  return { what, reached: perSecond(ours), asked, beside };
}

export function benchAccrual(): Figure[] {
  const what = "orders a second, a million holders, every order and id kept";
  return [figure(what, "300 000", measure(benchState()))];
}

export function benchLeanAccrual(): Figure[] {
  const what = "the same, where the store keeps ids and orders elsewhere, as a database does";
  return [figure(what, "", measure(keptElsewhere(benchState())))];
}
