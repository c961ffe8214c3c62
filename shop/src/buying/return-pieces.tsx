/** Which pieces of an order come back. */
import { countText } from "../amounts.ts";
import type { PlacedLine, PlacedOrder } from "../api/orders.ts";
import { useLang, useWords } from "../lang.ts";
import { RETURNS } from "../words/returns.ts";
import { Button } from "../parts/button.tsx";
import { Line, LineFoot, LineNote, Lines } from "./line.tsx";
import { Card } from "../parts/page.tsx";
import { Stepper } from "../parts/stepper.tsx";

type Chosen = { readonly [line: string]: number };

export function ReturnPieces({
  order,
  chosen,
  isUnsent,
  onChoose,
}: {
  readonly order: PlacedOrder;
  readonly chosen: Chosen;
  readonly isUnsent: boolean;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const w = useWords(RETURNS);
  const all = Object.fromEntries(
    (order.patronage?.lines ?? []).map(({ line, returnable }) => [line, returnable]),
  );
  return (
    <Card
      title={isUnsent ? w.chooseUnsent : w.choose}
      beside={
        <Button look="quiet" onClick={() => onChoose(all)}>
          {w.all}
        </Button>
      }
    >
      <Lines>
        {order.lines.map((line) => (
          <Pieces
            key={line.id}
            line={line}
            most={all[line.id] ?? 0}
            value={Math.min(chosen[line.id] ?? 0, all[line.id] ?? 0)}
            onChange={(quantity) => onChoose({ ...chosen, [line.id]: quantity })}
          />
        ))}
      </Lines>
    </Card>
  );
}

function Pieces({
  line,
  most,
  value,
  onChange,
}: {
  readonly line: PlacedLine;
  readonly most: number;
  readonly value: number;
  readonly onChange: (quantity: number) => void;
}) {
  const w = useWords(RETURNS);
  const lang = useLang();
  const { productVariant, featuredAsset } = line;
  return (
    <Line variant={productVariant} preview={featuredAsset?.preview} isGone={most === 0}>
      {most === 0 ? (
        <LineNote>{w.notReturnable}</LineNote>
      ) : (
        <LineFoot>
          <LineNote>{w.until(countText(most, lang))}</LineNote>
          <Stepper
            {...{ value, most, onChange }}
            least={0}
            label={w.pieces(productVariant.product.name)}
          />
        </LineFoot>
      )}
    </Line>
  );
}
