/**
 * The store: where a programme's holders, orders, holds and applied commands are kept.
 *
 * The engine asks for little: columns of integers for the holders, who are numbered in the order in
 * which they joined, and tables by id for the rest. In memory, columns are typed arrays and tables
 * are maps; a ledger may put its own behind the same few names.
 */
import type { Command, PaidLine } from "./command.ts";
import { fingerprint } from "./fingerprint.ts";
import { addId, findId, numberedIds } from "./ids.ts";
import { memoryOrders } from "./orders.ts";
import type { Plan } from "./plan.ts";
import { packedRows, sparseColumn, type Column, type CountColumn } from "./rows.ts";

/** A holder's number: how many joined before. */
export type HolderNumber = number;

export type Holders = {
  readonly count: number;
  /** The number of a holder, or undefined when nobody has joined by that id. */
  find(id: string): HolderNumber | undefined;
  idOf(holder: HolderNumber): string;
  add(id: string): HolderNumber;
  /** The referrer's number plus 1; 0 is none. */
  readonly referrer: CountColumn;
  readonly sharesMicro: Column;
  readonly heldMicro: Column;
  /** Shares that grants put into the holding, less what refunds took back. */
  readonly grantedMicro: Column;
  readonly peakMicro: Column;
  /** Thresholds at or below the peak. */
  readonly tier: CountColumn;
  readonly owedSharesMicro: Column;
  readonly owedQuotaE18: Column;
  readonly payoutsMinor: Column;
  readonly withdrawnMinor: Column;
  readonly givenBackMinor: Column;
  /** The close up to which the three columns below are written down; see `position.ts`. */
  readonly settledClose: CountColumn;
  readonly quotaE18: Column;
  readonly dividendsE18: Column;
  /** What one micro-share of this holder has earned. */
  readonly indexE18: Column;
  /** The key of the holder's index trigger, and where it stands in the heaps of triggers, plus 1. */
  readonly indexTriggerE18: Column;
  readonly indexTriggerPlace: CountColumn;
  readonly headTriggerPlace: CountColumn;
  /** 1 when the holder gained shares since the last close. */
  readonly hasGrown: CountColumn;
};

/** What of an order's line came back: before the order matured, and in all. */
export type LineRefund = { readonly beforeMinor: bigint; readonly totalMinor: bigint };

export type PlaceName = "buyer" | "level1" | "level2" | "agent";

/** Who was granted shares, in which place. */
export type Grantee = {
  readonly place: PlaceName;
  readonly number: HolderNumber;
  readonly sharesMicro: bigint;
};

/** What an order's accrual granted, kept for its refunds; the rest follows from plan and lines. */
export type Accrual = {
  /** The buyer first. */
  readonly grantees: readonly Grantee[];
  readonly intoMinor: bigint;
  /** The buyer's index, dividends and given-back dividends when the order matured. */
  readonly buyerIndexE18: bigint;
  readonly buyerDividendsE18: bigint;
  readonly buyerGivenBackMinor: bigint;
};

export type Order = {
  /** The plan in force when it was paid. */
  readonly plan: Plan;
  readonly buyer: HolderNumber;
  readonly region: string | undefined;
  readonly lines: readonly PaidLine[];
  /** By line; undefined while nothing came back. */
  readonly refunds: ReadonlyMap<string, LineRefund> | undefined;
  /** Undefined while the order waits to mature. */
  readonly accrual: Accrual | undefined;
};

export type Hold = {
  readonly holder: HolderNumber;
  readonly sharesMicro: bigint;
  readonly order: string;
  readonly expires: string;
  isOpen: boolean;
};

/** What a holder spent in shares on one order, and what of it came back. */
export type Spend = { spentMinor: bigint; returnedMinor: bigint };

export type Table<Value> = {
  get(id: string): Value | undefined;
  set(id: string, value: Value): void;
};

/** Which commands were applied, and with what content. */
export type Applied = {
  recall(command: Command): "new" | "same" | "other";
  remember(command: Command): void;
};

export type Store = {
  readonly holders: Holders;
  readonly orders: Table<Order>;
  readonly holds: Table<Hold>;
  /** By holder number and order: `spendKey`. */
  readonly spends: Table<Spend>;
  readonly applied: Applied;
};

/** The key of a holder's spending on an order. */
export function spendKey(holder: HolderNumber, order: string): string {
  return `${holder}:${order}`;
}

/** A table in memory, of any size. */
export function memoryTable<Value>(): Table<Value> {
  const ids = numberedIds();
  const values: Value[] = [];
  return {
    get(id) {
      const number = findId(ids, id);
      return number < 0 ? undefined : values[number];
    },
    set(id, value) {
      values[addId(ids, id)] = value;
    },
  };
}

/** Applied commands in memory: their ids, and a fingerprint of each content. */
export function memoryApplied(): Applied {
  const fingerprints = memoryTable<number>();
  return {
    recall(command) {
      const known = fingerprints.get(command.id);
      if (known === undefined) return "new";
      return known === fingerprint(command) ? "same" : "other";
    },
    remember: (command) => fingerprints.set(command.id, fingerprint(command)),
  };
}

/** As many as two lines of the cache hold; the last is free. */
const HOLDER_WORDS = 16;

/**
 * Holders in packed rows: what orders and closes ask for in front, in a line or two of the cache. An
 * index has one word, which lasts until a share has earned 184 467.44 yuan; few shares will.
 */
export function memoryHolders(): Holders {
  const ids = numberedIds();
  const rows = packedRows(HOLDER_WORDS);
  // The count is a field: with a getter in it, V8 would look each column up by name.
  const holders = {
    count: 0,
    find(id: string): HolderNumber | undefined {
      const number = findId(ids, id);
      return number < 0 ? undefined : number;
    },
    idOf: (holder: HolderNumber): string => ids.texts[holder]!,
    add(id: string): HolderNumber {
      const holder = addId(ids, id);
      rows.add(holder);
      holders.count = ids.texts.length;
      return holder;
    },
    referrer: rows.count(0, 0),
    tier: rows.count(0, 1),
    settledClose: rows.count(1, 0),
    hasGrown: rows.count(1, 1),
    indexTriggerPlace: rows.count(2, 0),
    headTriggerPlace: rows.count(2, 1),
    sharesMicro: rows.narrow(3),
    grantedMicro: rows.narrow(4),
    peakMicro: rows.narrow(5),
    quotaE18: rows.wide(6),
    dividendsE18: rows.wide(8),
    indexE18: rows.narrow(10),
    indexTriggerE18: rows.narrow(11),
    givenBackMinor: rows.narrow(12),
    payoutsMinor: rows.narrow(13),
    withdrawnMinor: rows.narrow(14),
    heldMicro: sparseColumn(),
    owedSharesMicro: sparseColumn(),
    owedQuotaE18: sparseColumn(),
  };
  return holders;
}

/** A store in memory. */
export function memoryStore(): Store {
  return {
    holders: memoryHolders(),
    orders: memoryOrders(),
    holds: memoryTable(),
    spends: memoryTable(),
    applied: memoryApplied(),
  };
}
