/** What lists of returns begin with, asked for or under way: whose order, which goods, and why. */
import type { Desk } from "../desk.ts";
import { Faint, To, type Column } from "../parts.tsx";

type Returning = {
  readonly orderId: string;
  readonly code: string;
  readonly name: string;
  readonly goods: readonly {
    readonly line: string;
    readonly name: string;
    readonly quantity: number;
  }[];
  readonly reason: string | null;
};

export function returningColumns<Row extends Returning>({ t }: Desk): Column<Row>[] {
  return [
    {
      head: t("holder.order"),
      cell: ({ orderId, code, name }) => (
        <div>
          <To path={`/orders/${orderId}`}>{code}</To>
          <div>
            <Faint>{name}</Faint>
          </div>
        </div>
      ),
    },
    {
      head: t("returns.goods"),
      isText: true,
      cell: ({ goods, reason }) => (
        <div>
          {goods.map(({ line, name, quantity }) => (
            <div key={line}>{t("returns.pieces", { quantity, name })}</div>
          ))}
          {reason === null ? null : <Faint>{reason}</Faint>}
        </div>
      ),
    },
  ];
}
