/**
 * The till's form: who, whither, how it is sent and paid. One button at its end does it all; where shares
 * pay a part, it first sets them aside and shows what came of it.
 */
import { useState, type FormEvent, type ReactNode } from "react";
import { useForm } from "react-hook-form";
import { announce } from "../announce.ts";
import { moneyText } from "../amounts.ts";
import type { CartOrder } from "../api/cart.ts";
import type { SavedAddress, Ways } from "../api/checkout.ts";
import type { Me } from "../api/session.ts";
import { readWish, type SharesWish } from "./checkout-figures.ts";
import { useLang, useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { fullName } from "../names.ts";
import { draftFor, inputOf, inputOfKnown, type AddressDraft } from "../parts/address-draft.ts";
import { Button } from "../parts/button.tsx";
import { isComplete, SavedAddresses, WrittenAddress } from "./checkout-address.tsx";
import { Contact, type ContactDraft } from "./checkout-contact.tsx";
import type { Placing, Way } from "./checkout-pay.ts";
import { PayAllSheet } from "./checkout-pay-all.tsx";
import { SharesCard } from "./checkout-shares.tsx";
import { CheckoutAmounts, CheckoutGoods } from "./checkout-summary.tsx";
import { DeliveryCard, offeredWays, PaymentCard } from "./checkout-ways.tsx";
import css from "./checkout.module.css";
import { CheckField } from "../parts/field.tsx";
import { Money } from "../parts/figures.tsx";
import { GrantCard } from "../parts/grant.tsx";
import { MainAndSide } from "../parts/columns.tsx";
import { PayBar } from "./pay-bar.tsx";
import type { Regions } from "../parts/regions.ts";
import { Terms } from "./terms.tsx";

type CheckoutFormProps = {
  readonly order: CartOrder;
  readonly me: Me | null;
  readonly ways: Ways;
  readonly addresses: readonly SavedAddress[];
  readonly regions: Regions;
  readonly isBusy: boolean;
  readonly failure: ReactNode;
  readonly onPlace: (placing: Placing) => void;
};

const FORM = "till";

export function CheckoutForm(props: CheckoutFormProps) {
  const { order, me, ways, addresses, regions, isBusy, failure } = props;
  const filled = useFilledIn(props);
  const { contact, address, choice, wish, setWish, way, setWay, isTold, isKept, setKept } = filled;
  const w = useWords(CHECKOUT);
  return (
    <>
      <MainAndSide
        main={
          // The coupon beside it has a form of its own, so that this one ends here.
          <form id={FORM} className={css["stack"]} onSubmit={filled.submit} noValidate>
            {me === null && <Contact form={contact} />}
            {addresses.length > 0 ? (
              <SavedAddresses
                addresses={addresses}
                chosen={choice.chosen}
                trouble={choice.trouble}
                onChoose={choice.choose}
              />
            ) : (
              <WrittenAddress form={address} regions={regions}>
                {me !== null && (
                  <CheckField
                    label={w.keepAddress}
                    checked={isKept}
                    onChange={(event) => setKept(event.target.checked)}
                  />
                )}
              </WrittenAddress>
            )}
            <DeliveryCard order={order} ways={ways} />
            <PaymentCard offered={filled.offered} chosen={way} onWay={setWay} />
            {BigInt(order.sharesMost) > 0n && (
              <SharesCard order={order} wish={wish} isTold={isTold} onWish={setWish} />
            )}
          </form>
        }
        side={
          <>
            <CheckoutGoods order={order} />
            <CheckoutAmounts order={order} />
            {order.grantQuote !== null && (
              <GrantCard
                grant={order.grantQuote}
                isGuest={me === null}
                note={wish === undefined ? undefined : w.grantBeforeShares}
              />
            )}
            {failure}
            <PlaceBar order={order} wish={wish} way={way} isBusy={isBusy} />
          </>
        }
      />
      <PayAllSheet
        order={order}
        isOpen={filled.isConfirming}
        isBusy={isBusy}
        onClose={filled.closeConfirming}
        onConfirm={filled.confirm}
      />
    </>
  );
}

/** Which of the saved addresses it is. */
function useChoice(addresses: readonly SavedAddress[], order: CartOrder) {
  const w = useWords(CHECKOUT);
  const [chosenId, setChosenId] = useState<string>();
  const [isTold, setTold] = useState(false);
  const first =
    addresses.find(({ streetLine1 }) => streetLine1 === order.shippingAddress?.streetLine1) ??
    addresses.find(({ defaultShippingAddress }) => defaultShippingAddress === true) ??
    addresses[0];
  const chosen = addresses.find(({ id }) => id === chosenId) ?? first;
  const isGood = chosen !== undefined && isComplete(chosen);
  return {
    chosen,
    choose: setChosenId,
    trouble: isTold && !isGood ? w.addressIncomplete : undefined,
    check: (): boolean => {
      setTold(true);
      return isGood;
    },
  };
}

/** Which of the ways to pay it is: what is offered may change while somebody looks. */
function useWay(ways: Ways) {
  const [wanted, setWay] = useState<Way>();
  const offered = offeredWays(ways);
  const { way } = offered.find((one) => one.way === wanted) ?? offered[0] ?? {};
  return { offered, way, setWay };
}

/** What is filled in, and what becomes of it when the form is sent. */
function useFilledIn({ order, me, ways, addresses, regions, onPlace }: CheckoutFormProps) {
  const w = useWords(CHECKOUT);
  const contact = useForm<ContactDraft>({
    mode: "onTouched",
    defaultValues: { email: order.customer?.emailAddress ?? "" },
  });
  const address = useForm<AddressDraft>({
    mode: "onTouched",
    defaultValues: draftFor(
      regions,
      order.shippingAddress,
      me === null ? undefined : { name: fullName(me), phone: me.phoneNumber },
    ),
  });
  const choice = useChoice(addresses, order);
  const [wish, setWish] = useState<SharesWish>();
  const { offered, way, setWay } = useWay(ways);
  const [isTold, setTold] = useState(false);
  const [isKept, setKept] = useState(true);
  const [isConfirming, setConfirming] = useState(false);
  const wishMinor = readWish(wish, order);
  const check = async (): Promise<boolean> => {
    setTold(true);
    const isContactGood = me !== null || (await contact.trigger(undefined, { shouldFocus: true }));
    const isAddressGood =
      addresses.length > 0
        ? choice.check()
        : await address.trigger(undefined, { shouldFocus: isContactGood });
    return isContactGood && isAddressGood;
  };
  const send = (): void =>
    onPlace({
      ...{ order, way, sharesMinor: wishMinor ?? 0n },
      isKept: me !== null && addresses.length === 0 && isKept,
      guest: me === null ? contact.getValues("email").trim() : undefined,
      address:
        choice.chosen === undefined ? inputOf(address.getValues()) : inputOfKnown(choice.chosen),
    });
  const submit = (event: FormEvent): void => {
    // A sheet's form over this one is not this one.
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    void check().then((isGood) => {
      if (isGood && wishMinor === undefined) announce({ text: w.incomplete, tone: "bad" });
      if (!isGood || wishMinor === undefined) return;
      if (wishMinor === BigInt(order.totalWithTax)) setConfirming(true);
      else send();
    });
  };
  const closeConfirming = (): void => setConfirming(false);
  const confirm = (): void => {
    closeConfirming();
    send();
  };
  return {
    ...{ contact, address, choice, wish, setWish, offered, way, setWay, isTold, isKept, setKept },
    ...{ submit, isConfirming, closeConfirming, confirm },
  };
}

function PlaceBar({
  order,
  wish,
  way,
  isBusy,
}: {
  readonly order: CartOrder;
  readonly wish: SharesWish;
  readonly way: Way | undefined;
  readonly isBusy: boolean;
}) {
  const w = useWords(CHECKOUT);
  const lang = useLang();
  const wishMinor = readWish(wish, order) ?? 0n;
  const left = BigInt(order.totalWithTax) - wishMinor;
  const isPossible = order.shippingLines.length > 0 && (way !== undefined || left === 0n);
  const text = moneyText(left, lang);
  const label =
    wishMinor > 0n
      ? left === 0n
        ? w.sharesPayAll
        : w.review
      : way === "transfer"
        ? w.place(text)
        : w.pay(text);
  return (
    <PayBar label={w.toPay} amount={<Money minor={left} size="l" />} note={<Terms />}>
      <Button type="submit" form={FORM} isBusy={isBusy} disabled={!isPossible}>
        {label}
      </Button>
    </PayBar>
  );
}
