/**
 * Paying: the order is placed at the till, shares are set aside, and the shopper is sent to the provider.
 *
 * Each step can be sent again: where an answer was lost, the cart tells what had been done, and the page
 * goes on from there.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { cartQuery, keepCart, moveCart, type CartOrder } from "../api/cart.ts";
import {
  beginPayment,
  payByTransfer,
  myAddressesQuery,
  payInShares,
  saveAddress,
  setAddress,
  setGuest,
  type AddressInput,
} from "../api/checkout.ts";
import { bridge } from "../bridge/bridge.ts";
import { useDeed } from "../deed.ts";

export type Way = "alipay" | "transfer";

export type Placing = {
  readonly order: CartOrder;
  /** The mail address of somebody who is not logged in. */
  readonly guest: string | undefined;
  readonly address: AddressInput;
  /** Whether the address is saved for next time. */
  readonly isKept: boolean;
  readonly sharesMinor: bigint;
  /** Undefined where the mall offers none: shares pay it all then. */
  readonly way: Way | undefined;
};

/** Whether nothing is left to do at the till. */
const isPlaced = ({ state }: CartOrder): boolean =>
  state !== "ArrangingPayment" && state !== "AddingItems";

const BEGUN = "payment-begun";

/** Whether the shopper was sent to the provider for this order before. */
export function hasBegun(code: string): boolean {
  try {
    return sessionStorage.getItem(BEGUN) === code;
  } catch {
    return false;
  }
}

function noteBegun(code: string): void {
  try {
    sessionStorage.setItem(BEGUN, code);
  } catch {
    // The page then only lacks a reminder.
  }
}

async function goToProvider(code: string): Promise<"leaving"> {
  const payment = await beginPayment(code);
  noteBegun(code);
  await bridge().pay(payment);
  return "leaving";
}

/** Does what was asked at the till; answers the order where the shopper stays to look at it. */
async function place(placing: Placing): Promise<CartOrder | "leaving"> {
  const { order, guest, address, isKept, sharesMinor, way } = placing;
  if (guest !== undefined) await setGuest(guest, address.fullName);
  await setAddress(address);
  // It is a convenience: an order does not fail for it.
  if (isKept) {
    await saveAddress({ ...address, defaultShippingAddress: true }).catch(() => undefined);
  }
  let now = await moveCart("ArrangingPayment");
  // What somebody has not seen is not paid.
  if (now.totalWithTax !== order.totalWithTax) return now;
  if (sharesMinor > 0n) now = await payInShares(sharesMinor.toString());
  if (isPlaced(now) || sharesMinor > 0n || way === undefined) return now;
  return way === "transfer" ? payByTransfer() : goToProvider(now.code);
}

/** Placing an order, and paying one that waits at the till. */
export function usePaying() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const settle = (told: CartOrder | "leaving"): void => {
    if (told === "leaving") return;
    if (!isPlaced(told)) {
      keepCart(client, told);
      return;
    }
    keepCart(client, null);
    void client.invalidateQueries({ queryKey: ["orders"] });
    void navigate({ to: "/paid/$code", params: { code: told.code }, replace: true });
  };
  /** An answer was lost or a step refused: the cart tells how far it came, or that all is done. */
  const look = async (code: string): Promise<void> => {
    const cart = await client.query({ ...cartQuery, staleTime: 0 }).catch(() => undefined);
    if (cart === undefined || cart?.code === code) return;
    await navigate({ to: "/paid/$code", params: { code }, replace: true });
  };
  const placing = useDeed({
    mutationFn: place,
    onSettled: (_told, _error, { isKept }) => {
      if (isKept) void client.invalidateQueries({ queryKey: myAddressesQuery.queryKey });
    },
    onSuccess: settle,
    onError: (_error, { order }) => look(order.code),
  });
  const paying = useDeed({
    mutationFn: ({ order, way }: { readonly order: CartOrder; readonly way: Way }) =>
      way === "transfer" ? payByTransfer() : goToProvider(order.code),
    onSuccess: settle,
    onError: (_error, { order }) => look(order.code),
  });
  // What was answered with "leaving" leaves the page as soon as the browser has the next one.
  const isLeaving = placing.data === "leaving" || paying.data === "leaving";
  const isBusy = placing.isPending || paying.isPending || isLeaving;
  useReturn(isLeaving, () => {
    placing.reset();
    paying.reset();
    void client.invalidateQueries({ queryKey: cartQuery.queryKey });
  });
  return { placing, paying, isBusy };
}

const LEAVING_MILLISECONDS = 15_000;

/**
 * Whoever comes back from the provider by the browser's button finds the page as it was left, busy; and
 * whoever stopped the browser on the way stays on it.
 */
function useReturn(isLeaving: boolean, onReturn: () => void): void {
  const back = useEffectEvent(onReturn);
  useEffect(() => {
    if (!isLeaving) return undefined;
    const timer = setTimeout(() => back(), LEAVING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isLeaving]);
  useEffect(() => {
    const shown = (event: PageTransitionEvent): void => {
      if (event.persisted) back();
    };
    addEventListener("pageshow", shown);
    return () => removeEventListener("pageshow", shown);
  }, []);
}
