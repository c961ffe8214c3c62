/** Pieces of an order in a line: "Longjing, 100 g × 2, Teapot × 1". */
import { countText } from "../amounts.ts";
import type { PlacedOrder } from "../api/orders.ts";
import type { Lang } from "../lang.ts";

type Pieces = { readonly line: string; readonly quantity: number };

export function piecesText(order: PlacedOrder, pieces: readonly Pieces[], lang: Lang): string {
  return pieces
    .map(({ line, quantity }) => {
      const found = order.lines.find(({ id }) => id === line);
      return `${found?.productVariant.name ?? ""} × ${countText(quantity, lang)}`;
    })
    .join(lang === "zh" ? "、" : ", ");
}
