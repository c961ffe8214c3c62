/**
 * Subjects: whom and what a row of the journal concerns, as the keys by which it is found again.
 *
 * Every holder whose figures an event changes is named in it, by itself or by its hold; so these are
 * also the holders that have to be written down anew.
 */
import type { Event } from "@patronage/engine";
import { keyText } from "./journal.ts";

export type Subjects = {
  readonly holders: Set<string>;
  readonly orders: Set<string>;
  readonly holds: Set<string>;
  isPlan: boolean;
};

/** The key of a holder's rows, of an order's, and of the plans'. */
export const holderKey = (holder: string): string => `h:${keyText(holder)}`;
export const orderKey = (order: string): string => `o:${keyText(order)}`;
export const PLAN_KEY = "p";

type Add = (subjects: Subjects, event: never, holderOf: (hold: string) => string) => void;

const addHolder: Add = ({ holders }, { holder }: { holder: string }) => holders.add(holder);

const ADD: { readonly [Type in Event["type"]]: Add } = {
  holderJoined: addHolder,
  agentAppointed: addHolder,
  walletWithdrawn: addHolder,
  sharesRedeemed: addHolder,
  orderPaid: ({ holders, orders }, { holder, order }: { holder: string; order: string }) => {
    holders.add(holder);
    orders.add(order);
  },
  orderAccrued: addPlaces,
  orderRefunded: addPlaces,
  orderReduced: ({ orders }, { order }: { order: string }) => orders.add(order),
  sharesSpent: addSpend,
  spendReturned: addSpend,
  sharesHeld: addSpend,
  holdReleased: ({ holders, holds }, { hold }: { hold: string }, holderOf) => {
    holds.add(hold);
    holders.add(holderOf(hold));
  },
  sharesTransferred: ({ holders }, { from, to }: { from: string; to: string }) => {
    holders.add(from);
    holders.add(to);
  },
  dayClosed: ({ holders }, { capped, forced, risen }: { [list: string]: { holder: string }[] }) => {
    for (const list of [capped!, forced!, risen!]) {
      for (const { holder } of list) holders.add(holder);
    }
  },
  planActivated: (subjects) => {
    subjects.isPlan = true;
  },
};

function addPlaces(
  { holders, orders }: Subjects,
  { order, places }: { order: string; places: readonly { holder: string }[] },
): void {
  orders.add(order);
  for (const { holder } of places) holders.add(holder);
}

function addSpend(
  { holders, orders, holds }: Subjects,
  { holder, order, hold }: { holder: string; order: string; hold?: string },
): void {
  holders.add(holder);
  orders.add(order);
  if (hold !== undefined) holds.add(hold);
}

/** The subjects of one command's events. `holderOf` names a hold's holder. */
export function subjectsOf(events: readonly Event[], holderOf: (hold: string) => string): Subjects {
  const subjects: Subjects = {
    holders: new Set(),
    orders: new Set(),
    holds: new Set(),
    isPlan: false,
  };
  for (const event of events) ADD[event.type](subjects, event as never, holderOf);
  return subjects;
}

/** The keys by which a row with these subjects is found again. */
export function keysOf({ holders, orders, isPlan }: Subjects): string[] {
  const keys = [...Array.from(holders, holderKey), ...Array.from(orders, orderKey)];
  return isPlan ? [...keys, PLAN_KEY] : keys;
}
