/**
 * The store: where a programme's holders, orders, holds and applied commands are kept.
 *
 * The engine asks for little: columns of integers for the holders, who are numbered in the order in
 * which they joined, and tables by id for the rest. In memory, columns are typed arrays and tables
 * are maps; a ledger may put its own behind the same few names.
 */
import { countColumn, narrowColumn, sparseColumn, wideColumn } from "./column.ts";
import type { Column, CountColumn } from "./column.ts";
import { commandContent, type Command } from "./command.ts";
import type { Plan } from "./plan.ts";

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
};

export type OrderLine = {
  readonly line: string;
  readonly category: string;
  readonly paidMinor: bigint;
  refundedMinor: bigint;
};

/** What an order's accrual granted, kept for its refunds; the rest follows from the plan. */
export type Accrual = {
  readonly categories: {
    readonly category: string;
    readonly accruedMinor: bigint;
    refundedMinor: bigint;
  }[];
  readonly grantees: readonly Grantee[];
  readonly intoMinor: bigint;
  /** The buyer's index, dividends and given-back dividends when the order matured. */
  readonly buyerIndexE18: bigint;
  readonly buyerDividendsE18: bigint;
  readonly buyerGivenBackMinor: bigint;
};

export type PlaceName = "buyer" | "level1" | "level2" | "agent";
export type Grantee = {
  readonly place: PlaceName;
  readonly holder: HolderNumber;
  readonly sharesMicro: bigint;
};

export type Order = {
  /** The plan in force when it was paid. */
  readonly plan: Plan;
  readonly buyer: HolderNumber;
  readonly region: string | undefined;
  readonly lines: readonly OrderLine[];
  /** Undefined while the order waits to mature. */
  accrual: Accrual | undefined;
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
  set(id: string, value: Value): unknown;
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

/** Maps hold at most so many entries; a table goes on in a further one. */
const MAP_ENTRIES_MOST = 1 << 23;

/** A table in memory, of any size. */
export function memoryTable<Value>(): Table<Value> {
  let newest = new Map<string, Value>();
  const maps = [newest];
  return {
    get(id) {
      for (const map of maps) {
        const value = map.get(id);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    set(id, value) {
      const owner = maps.length === 1 ? newest : (maps.find((map) => map.has(id)) ?? newest);
      owner.set(id, value);
      if (newest.size >= MAP_ENTRIES_MOST) maps.push((newest = new Map()));
    },
  };
}

/**
 * Applied commands in memory. `digest` makes a short text of a content where contents are too long
 * to keep; without it the commands themselves are kept.
 */
export function memoryApplied(digest?: (content: string) => string): Applied {
  if (digest !== undefined) {
    const digests = memoryTable<string>();
    return {
      recall(command) {
        const known = digests.get(command.id);
        if (known === undefined) return "new";
        return known === digest(commandContent(command)) ? "same" : "other";
      },
      remember: (command) => digests.set(command.id, digest(commandContent(command))),
    };
  }
  const commands = memoryTable<Command>();
  return {
    recall(command) {
      const known = commands.get(command.id);
      if (known === undefined) return "new";
      return commandContent(known) === commandContent(command) ? "same" : "other";
    },
    remember: (command) => commands.set(command.id, command),
  };
}

/** Holders in packed columns. */
export function memoryHolders(): Holders {
  const ids: string[] = [];
  const numbers = memoryTable<HolderNumber>();
  return {
    get count() {
      return ids.length;
    },
    find: (id) => numbers.get(id),
    idOf: (holder) => ids[holder] as string,
    add(id) {
      numbers.set(id, ids.length);
      return ids.push(id) - 1;
    },
    referrer: countColumn(),
    sharesMicro: narrowColumn(),
    heldMicro: sparseColumn(),
    grantedMicro: narrowColumn(),
    peakMicro: narrowColumn(),
    tier: countColumn(),
    owedSharesMicro: sparseColumn(),
    owedQuotaE18: sparseColumn(),
    payoutsMinor: narrowColumn(),
    withdrawnMinor: narrowColumn(),
    givenBackMinor: sparseColumn(),
    settledClose: countColumn(),
    quotaE18: wideColumn(),
    dividendsE18: wideColumn(),
    indexE18: wideColumn(),
  };
}

/** A store in memory. */
export function memoryStore(digest?: (content: string) => string): Store {
  return {
    holders: memoryHolders(),
    orders: memoryTable(),
    holds: memoryTable(),
    spends: memoryTable(),
    applied: memoryApplied(digest),
  };
}
