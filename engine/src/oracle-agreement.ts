/**
 * Agreement: one random history through the engine and through the oracle, compared to the last
 * digit after every command, with all invariants of spec section 10 checked on the way. Test only.
 */
import { apply, commit } from "./evolve.ts";
import { parseCommand, type Command } from "./command.ts";
import type { Event } from "./event.ts";
import { keyE18Of } from "./heap.ts";
import { randomHistory } from "./history.ts";
import { brokenInvariants, navFell } from "./invariants.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "./json.ts";
import { stateJson } from "./oracle-kit.ts";
import { applyToOracle, createOracle, oracleState } from "./oracle.ts";
import { checkPlan } from "./plan-rules.ts";
import { foundingPostings, postingsOf, type Postings } from "./postings.ts";
import { isEligible } from "./position.ts";
import { closeCount, createState, type State } from "./state.ts";
import { memoryStore } from "./store.ts";
import { viewHolder } from "./view.ts";

type Balances = Map<string, bigint>;
type Entry = { readonly command: Command; readonly events: readonly Event[] };
type Books = { readonly balances: Balances; readonly journal: Entry[] };

/** Where engine and oracle, or engine and invariants, part; undefined where they never do. */
export function disagreement(seed: number, commandCount: number): string | undefined {
  const { plan, commands } = randomHistory(seed, { commands: commandCount });
  const check = checkPlan(plan);
  if (!check.ok) return `seed ${seed}: the plan is refused`;
  const state = createState(check.plan, memoryStore());
  const oracle = createOracle(plan);
  const balances: Balances = new Map();
  const journal: Entry[] = [];
  book(balances, foundingPostings(state));
  for (const [index, command] of commands.entries()) {
    const expected = applyToOracle(oracle, command).verdict;
    const fault =
      step(state, command, expected, { balances, journal }) ??
      difference(figures(stateJson(state, [])), figures(oracleState(oracle)), "");
    if (fault !== undefined) {
      return `seed ${seed}, command ${index}, ${canonicalJson(command)}: ${fault}`;
    }
  }
  const twin = createState(check.plan, memoryStore());
  for (const { command, events } of journal) commit(twin, command, events);
  const fault = difference(figures(stateJson(twin, [])), figures(stateJson(state, [])), "");
  return fault === undefined ? undefined : `seed ${seed}, 10.8: from the journal, ${fault}`;
}

/** Applies one command to the engine; answers what is wrong with it. */
function step(state: State, json: Json, expected: string, books: Books): string | undefined {
  const { balances, journal } = books;
  const nav = { reserveE18: state.reserveE18, sharesMicro: state.outstandingMicro };
  const parsed = parseCommand(json);
  const outcome = parsed.ok ? apply(state, parsed.command) : parsed;
  const verdict = !outcome.ok ? "refused" : "isRepeated" in outcome ? "duplicate" : "applied";
  if (verdict !== expected) return `${verdict}, and the oracle says ${expected}`;
  const events: readonly Event[] = outcome.ok ? outcome.events : [];
  if (parsed.ok && verdict === "applied") journal.push({ command: parsed.command, events });
  for (const event of events) {
    const fault = book(balances, postingsOf(event));
    if (fault !== undefined) return `${event.type}: ${fault}`;
  }
  const after = { reserveE18: state.reserveE18, sharesMicro: state.outstandingMicro };
  if (nav.sharesMicro > 0n && after.sharesMicro > 0n && navFell(nav, after)) {
    return "10.2: NAV fell";
  }
  return brokenInvariants(state)[0] ?? unbalanced(state, balances) ?? unarmed(state);
}

/** The holder whose triggers could let a close go past its quota. */
function unarmed(state: State): string | undefined {
  const { holders } = state.store;
  const { byIndex, byHeads, loose } = state.triggers;
  const last = closeCount(state);
  for (let holder = 0; holder < holders.count; holder++) {
    if (!isEligible(state, holder) || loose.includes(holder)) continue;
    const tier = holders.tier.get(holder);
    const headE18 = state.headsE18[tier]![last]!;
    const indexRoomE18 = (keyE18Of(byIndex, holder) ?? -1n) - state.indexE18[last]!;
    const headKeyE18 = tier === 0 ? headE18 + 1n : keyE18Of(byHeads[tier]!, holder);
    const headRoomE18 = (headKeyE18 ?? -1n) - headE18;
    const { sharesMicro, quotaE18 } = viewHolder(state, holder);
    const roomE18 = (indexRoomE18 - 1n) * sharesMicro + headRoomE18 - 1n;
    if (indexRoomE18 > 0n && headRoomE18 > 0n && roomE18 < quotaE18) continue;
    return `the triggers of ${holders.idOf(holder)} stand too late`;
  }
  return undefined;
}

/** Without the refused commands, which are compared one by one. */
function figures(state: Json): JsonObject {
  const rest = { ...(state as JsonObject) };
  delete rest["rejected"];
  return rest;
}

/** Books postings; answers when they do not sum to zero. */
function book(balances: Balances, { money, shares }: Postings): string | undefined {
  let [moneyE18, sharesMicroSum] = [0n, 0n];
  for (const { account, amountE18 } of money) {
    moneyE18 += amountE18;
    balances.set(account, (balances.get(account) ?? 0n) + amountE18);
  }
  for (const { account, sharesMicro } of shares) {
    sharesMicroSum += sharesMicro;
    balances.set(account, (balances.get(account) ?? 0n) + sharesMicro);
  }
  return moneyE18 === 0n && sharesMicroSum === 0n ? undefined : "10.1: postings do not sum to zero";
}

/** The account whose booked balance is not the state's. */
function unbalanced(state: State, balances: Balances): string | undefined {
  const { proRataE18, tierE18, reserveE18, plan } = state;
  const expected: { readonly [account: string]: bigint } = {
    reserve: reserveE18,
    proRataFund: proRataE18,
    tierFund: tierE18,
    founding: plan.foundingShares,
    holdings: state.outstandingMicro - plan.foundingShares,
    unissued: -state.issuedMicro,
  };
  const off = Object.keys(expected).find((key) => (balances.get(key) ?? 0n) !== expected[key]);
  return off === undefined ? undefined : `10.1: the account ${off} is not what the state holds`;
}

/** The first field in which two objects differ. */
function difference(mine: JsonObject, oracles: JsonObject, path: string): string | undefined {
  for (const key of new Set([...Object.keys(mine), ...Object.keys(oracles)])) {
    const [value, other] = [mine[key], oracles[key]];
    const where = `${path}.${key}`;
    if (isJsonObject(value) && isJsonObject(other)) {
      const inner = difference(value, other, where);
      if (inner !== undefined) return inner;
    } else if (value !== other) {
      return `${where} is ${show(value)}, and the oracle has ${show(other)}`;
    }
  }
  return undefined;
}

const show = (value: Json | undefined): string =>
  value === undefined ? "missing" : canonicalJson(value);
