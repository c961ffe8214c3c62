/**
 * Subjects: whom and what a row of the journal concerns, as the keys by which it is found again.
 *
 * Every holder whose figures an event changes is named in it, by itself or by its hold; so these are
 * also the holders that have to be written down anew.
 */
import type { Event } from "@patronage/engine";
import { keyText } from "./journal.ts";

export type Subjects = {
  readonly holders: Names;
  readonly orders: Names;
  readonly holds: Names;
  isPlan: boolean;
};

/** Ids without repeats; most rows concern one or two, many of them only a close. */
export type Names = { readonly list: string[]; known: Set<string> | undefined };

const FEW = 8;

function addName(names: Names, name: string): void {
  const { list } = names;
  if (list.length < FEW) {
    if (!list.includes(name)) list.push(name);
    return;
  }
  names.known ??= new Set(list);
  if (names.known.has(name)) return;
  names.known.add(name);
  list.push(name);
}

const noNames = (): Names => ({ list: [], known: undefined });

/** The key of a holder's rows, of an order's, and of the plans'. */
export const holderKey = (holder: string): string => `h:${keyText(holder)}`;
export const orderKey = (order: string): string => `o:${keyText(order)}`;
export const PLAN_KEY = "p";

type Add = (subjects: Subjects, event: never, holderOf: (hold: string) => string) => void;

const addHolder: Add = ({ holders }, { holder }: { holder: string }) => addName(holders, holder);

const ADD: { readonly [Type in Event["type"]]: Add } = {
  holderJoined: addHolder,
  agentAppointed: addHolder,
  walletWithdrawn: addHolder,
  sharesRedeemed: addHolder,
  orderPaid: ({ holders, orders }, { holder, order }: { holder: string; order: string }) => {
    addName(holders, holder);
    addName(orders, order);
  },
  orderAccrued: addPlaces,
  orderRefunded: addPlaces,
  orderReduced: ({ orders }, { order }: { order: string }) => addName(orders, order),
  sharesSpent: addSpend,
  spendReturned: addSpend,
  sharesHeld: addSpend,
  holdReleased: ({ holders, holds }, { hold }: { hold: string }, holderOf) => {
    addName(holds, hold);
    addName(holders, holderOf(hold));
  },
  sharesTransferred: ({ holders }, { from, to }: { from: string; to: string }) => {
    addName(holders, from);
    addName(holders, to);
  },
  dayClosed: ({ holders }, { capped, forced, risen }: { [list: string]: { holder: string }[] }) => {
    for (const list of [capped!, forced!, risen!]) {
      for (const { holder } of list) addName(holders, holder);
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
  addName(orders, order);
  for (const { holder } of places) addName(holders, holder);
}

function addSpend(
  { holders, orders, holds }: Subjects,
  { holder, order, hold }: { holder: string; order: string; hold?: string },
): void {
  addName(holders, holder);
  addName(orders, order);
  if (hold !== undefined) addName(holds, hold);
}

/** The subjects of one command's events. `holderOf` names a hold's holder. */
export function subjectsOf(events: readonly Event[], holderOf: (hold: string) => string): Subjects {
  const subjects: Subjects = {
    holders: noNames(),
    orders: noNames(),
    holds: noNames(),
    isPlan: false,
  };
  for (const event of events) ADD[event.type](subjects, event as never, holderOf);
  return subjects;
}

/** The keys by which a row with these subjects is found again. */
export function keysOf({ holders, orders, isPlan }: Subjects): string[] {
  const keys = [...holders.list.map(holderKey), ...orders.list.map(orderKey)];
  return isPlan ? [...keys, PLAN_KEY] : keys;
}
