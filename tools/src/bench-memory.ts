/**
 * Memory: what a million holders take, each with a purchase, a referrer for a third, and triggers.
 *
 * Beside it the same holders as plain objects in a `Map`, with the fields a position has.
 */
import { apply } from "@patronage/engine";
import { benchState, close, keptElsewhere, joinHolders, order, seeded } from "./bench-kit.ts";
import type { Figure } from "./bench-kit.ts";

const HOLDERS = 1_000_000;

function residentMegabytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage.rss() / 1e6;
}

function grownBy(make: () => unknown): number {
  const before = residentMegabytes();
  const kept = make();
  const after = residentMegabytes();
  if (kept === undefined) throw new Error("Nothing was kept to be measured.");
  return after - before;
}

/** Ids of commands and orders are kept elsewhere; what is measured is the holders. */
function engineHolders(): unknown {
  const state = keptElsewhere(benchState());
  const random = seeded(2);
  joinHolders(state, HOLDERS, seeded(1));
  for (let k = 0; k < HOLDERS; k++) {
    apply(state, order(`o-${k}`, `h${k}`, "default", BigInt(1_000 + random(20_000))));
  }
  apply(state, close(1));
  return state;
}

function plainHolders(): unknown {
  const random = seeded(2);
  const accounts = new Map<string, object>();
  for (let k = 0; k < HOLDERS; k++) {
    const shares = BigInt(1 + random(20_000_000));
    accounts.set(`h${k}`, {
      referrer: k > 10 && random(3) === 0 ? `h${random(k)}` : undefined,
      tier: 0,
      sharesMicro: shares,
      heldMicro: 0n,
      grantedMicro: shares + 1n,
      peakMicro: shares + 2n,
      quotaE18: shares * 10n ** 18n,
      dividendsE18: shares * 10n ** 17n,
      indexE18: shares * 10n ** 16n,
      payoutsMinor: 0n,
      withdrawnMinor: 0n,
      owedSharesMicro: 0n,
      owedQuotaE18: 0n,
      givenBackMinor: 0n,
    });
  }
  return accounts;
}

export function benchMemory(): Figure[] {
  const ours = grownBy(engineHolders);
  const plain = grownBy(plainHolders);
  return [
    {
      what: "a million holders, triggers armed (resident memory)",
      reached: `${ours.toFixed(0)} MB`,
      asked: "450 MB",
      beside: `plain objects in a Map, without triggers: ${plain.toFixed(0)} MB`,
    },
  ];
}
