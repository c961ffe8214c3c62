/**
 * Orders in packed rows: what a refund may need of an order, in 128 bytes and 16 a line.
 *
 * A mall keeps every order for its refunds. As objects they cost the garbage collector more than the
 * accrual costs the engine; in rows it does not see them. An order is unpacked when it is asked for.
 */
import { addId, findId, numberedIds, type Ids } from "./ids.ts";
import { packedRows } from "./rows.ts";
import type { Plan } from "./plan.ts";
import type { Accrual, Grantee, LineRefund, Order, PlaceName, Table } from "./store.ts";
import type { PaidLine } from "./command.ts";

const PLACES: readonly PlaceName[] = ["buyer", "level1", "level2", "agent"];

/** The number of a value in a list, which it joins if it is new. */
function numberIn<Value>(list: Value[], value: Value): number {
  const known = list.lastIndexOf(value);
  return known >= 0 ? known : list.push(value) - 1;
}

const ORDER_WORDS = 16;
const LINE_WORDS = 2;

function orderColumns() {
  const rows = packedRows(ORDER_WORDS);
  return {
    rows,
    buyer: rows.count(0, 0),
    plan: rows.count(0, 1),
    /** The region's number plus 1; 0 is none. */
    region: rows.count(1, 0),
    hasAccrued: rows.count(1, 1),
    /** By place: the holder's number plus 1, 0 where nobody stands; and the shares. */
    holders: [rows.count(2, 0), rows.count(2, 1), rows.count(3, 0), rows.count(3, 1)],
    sharesMicro: [rows.narrow(4), rows.narrow(5), rows.narrow(6), rows.narrow(7)],
    intoMinor: rows.narrow(8),
    buyerGivenBackMinor: rows.narrow(9),
    buyerIndexE18: rows.wide(10),
    buyerDividendsE18: rows.wide(12),
    firstLine: rows.count(14, 0),
    lineCount: rows.count(14, 1),
  };
}

type Columns = ReturnType<typeof orderColumns>;

function packAccrual(columns: Columns, row: number, accrual: Accrual): void {
  columns.hasAccrued.set(row, 1);
  for (const { place, number, sharesMicro } of accrual.grantees) {
    const at = PLACES.indexOf(place);
    columns.holders[at]!.set(row, number + 1);
    columns.sharesMicro[at]!.set(row, sharesMicro);
  }
  columns.intoMinor.set(row, accrual.intoMinor);
  columns.buyerGivenBackMinor.set(row, accrual.buyerGivenBackMinor);
  columns.buyerIndexE18.set(row, accrual.buyerIndexE18);
  columns.buyerDividendsE18.set(row, accrual.buyerDividendsE18);
}

function unpackAccrual(columns: Columns, row: number): Accrual | undefined {
  if (columns.hasAccrued.get(row) === 0) return undefined;
  const grantees = PLACES.flatMap((place, at): Grantee[] => {
    const number = columns.holders[at]!.get(row) - 1;
    return number < 0 ? [] : [{ place, number, sharesMicro: columns.sharesMicro[at]!.get(row) }];
  });
  return {
    grantees,
    intoMinor: columns.intoMinor.get(row),
    buyerGivenBackMinor: columns.buyerGivenBackMinor.get(row),
    buyerIndexE18: columns.buyerIndexE18.get(row),
    buyerDividendsE18: columns.buyerDividendsE18.get(row),
  };
}

/** The lines of all orders, one after the other. */
function packedLines() {
  const rows = packedRows(LINE_WORDS);
  const category = rows.count(0, 0);
  const paidMinor = rows.narrow(1);
  const ids: string[] = [];
  const categories: string[] = [];
  return {
    /** Adds lines; answers the number of the first. */
    add(lines: readonly PaidLine[]): number {
      const first = ids.length;
      for (const line of lines) {
        const row = ids.push(line.line) - 1;
        rows.add(row);
        category.set(row, numberIn(categories, line.category));
        paidMinor.set(row, line.paidMinor);
      }
      return first;
    },
    get: (first: number, count: number): PaidLine[] =>
      Array.from({ length: count }, (_, k) => ({
        line: ids[first + k]!,
        category: categories[category.get(first + k)]!,
        paidMinor: paidMinor.get(first + k),
      })),
  };
}

/** A table of orders in memory. */
export function memoryOrders(): Table<Order> {
  const ids: Ids = numberedIds();
  const columns = orderColumns();
  const plans: Plan[] = [];
  const regions: string[] = [];
  const regionNumbers = new Map<string, number>();
  const lines = packedLines();
  const refunds = new Map<number, ReadonlyMap<string, LineRefund>>();

  function regionNumber(region: string): number {
    const known = regionNumbers.get(region);
    if (known !== undefined) return known;
    regionNumbers.set(region, regions.push(region));
    return regions.length;
  }

  function packPaid(row: number, { buyer, plan, region, lines: paidLines }: Order): void {
    columns.buyer.set(row, buyer);
    columns.plan.set(row, numberIn(plans, plan));
    if (region !== undefined) columns.region.set(row, regionNumber(region));
    columns.firstLine.set(row, lines.add(paidLines));
    columns.lineCount.set(row, paidLines.length);
  }

  /** An order is asked for again while its command is being applied. */
  let last: { readonly id: string; readonly order: Order } | undefined;

  return {
    get(id) {
      if (last?.id === id) return last.order;
      const row = findId(ids, id);
      if (row < 0) return undefined;
      const region = columns.region.get(row);
      return {
        plan: plans[columns.plan.get(row)]!,
        buyer: columns.buyer.get(row),
        region: region === 0 ? undefined : regions[region - 1],
        lines: lines.get(columns.firstLine.get(row), columns.lineCount.get(row)),
        refunds: refunds.get(row),
        accrual: unpackAccrual(columns, row),
      };
    },
    set(id, order) {
      const row = addId(ids, id);
      columns.rows.add(row);
      last = { id, order };
      if (columns.lineCount.get(row) === 0) packPaid(row, order);
      if (order.refunds !== undefined) refunds.set(row, order.refunds);
      if (order.accrual !== undefined) packAccrual(columns, row, order.accrual);
    },
  };
}
