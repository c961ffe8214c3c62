/** The parcels of an order, with their tracking numbers. */
import { countText } from "../amounts.ts";
import type { PlacedOrder } from "../api/orders.ts";
import { useLang, useWords } from "../lang.ts";
import { ORDER } from "../words/orders.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Ends } from "../parts/ends.tsx";
import { Card } from "../parts/page.tsx";
import css from "./parcels.module.css";
import { piecesText } from "./pieces-text.ts";

type Parcel = NonNullable<PlacedOrder["fulfillments"]>[number];

export function Parcels({ order }: { readonly order: PlacedOrder }) {
  const w = useWords(ORDER);
  const parcels = order.fulfillments ?? [];
  if (parcels.length === 0) return null;
  return (
    <Card title={w.parcels}>
      <ul className={css["parcels"]}>
        {parcels.map((parcel, index) => (
          <ParcelRow key={parcel.id} {...{ parcel, order }} number={index + 1} />
        ))}
      </ul>
    </Card>
  );
}

function ParcelRow({
  parcel,
  order,
  number,
}: {
  readonly parcel: Parcel;
  readonly order: PlacedOrder;
  readonly number: number;
}) {
  const w = useWords(ORDER);
  const lang = useLang();
  const states: { readonly [state: string]: string } = {
    Pending: w.parcelPending,
    Shipped: w.parcelShipped,
    Delivered: w.parcelDelivered,
    Cancelled: w.parcelCancelled,
  };
  const code = parcel.trackingCode ?? "";
  const pieces = parcel.lines.map(({ orderLineId, quantity }) => ({ line: orderLineId, quantity }));
  return (
    <li className={css["parcel"]}>
      <Ends>
        <strong>{w.parcel(countText(number, lang))}</strong>
        <span>{states[parcel.state] ?? parcel.state}</span>
      </Ends>
      <p className={css["quiet"]}>{piecesText(order, pieces, lang)}</p>
      {code === "" ? (
        <p className={css["quiet"]}>{w.noTracking}</p>
      ) : (
        <Ends>
          <span>
            {w.tracking} <span className={css["code"]}>{code}</span>
          </span>
          <CopyButton text={code} label={w.tracking} />
        </Ends>
      )}
    </li>
  );
}
