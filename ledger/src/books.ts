/**
 * The books: a programme as an hledger journal, so that any accountant can check it with a tool that
 * is not ours. Spec 10.1, 10.7.
 *
 * One transaction a command that moves money or shares, in the order of the journal. Money is booked
 * as accountants sign it: what the merchant paid in lies at the bank (a debit), and is owed to the
 * reserve, the funds and the wallets (credits); so every money account has the sign opposite to the
 * engine's. Shares are their own commodity in accounts of no type, which balance sheets leave out.
 *
 * Three things are left to hledger to find out: that every transaction sums to zero in each
 * commodity, that at every close the balances are what the postings before it come to (and the funds
 * what the close itself says is left in them), and that the last balances are those of the state.
 *
 * No id can be read as anything but a tag's value: all signs that mean something to hledger, and all
 * that cannot be seen, are written as inside a JSON string.
 */
import {
  COMMAND_TYPES,
  createState,
  foundingPostings,
  memoryStore,
  MINOR_E18,
  postingsOf,
  SHARE_MICRO,
  UNIT_MINOR,
  viewHolders,
  type Command,
  type Event,
  type EventOf,
  type Plan,
  type Postings,
  type State,
} from "@patronage/engine";

/** One applied command of the journal, and what it did. */
export type BookRow = {
  readonly seq: bigint;
  readonly command: Command;
  readonly events: readonly Event[];
};

type MoneyAccount = Postings["money"][number]["account"];
type ShareAccount = Postings["shares"][number]["account"];
type Account = MoneyAccount | ShareAccount;
/** What is added to accounts, or is in them, in hledger's signs: E18 of a fen, or micro-shares. */
type Amounts = ReadonlyMap<Account, bigint>;
type Tags = { readonly [name: string]: string };

type Transaction = {
  readonly date: string;
  readonly seq: bigint;
  readonly description: string;
  readonly tags: Tags;
  readonly amounts: Amounts;
  /** Balances after it that hledger is to compare with its own. */
  readonly balances?: Amounts;
};

type AccountTerms = {
  readonly name: string;
  /** The type hledger knows it by; none for the register of shares. */
  readonly type?: "Cash" | "Equity" | "Liability";
};

const MONEY_ACCOUNTS: { readonly [account in MoneyAccount]: AccountTerms } = {
  merchant: { name: "assets:bank", type: "Cash" },
  reserve: { name: "equity:reserve", type: "Equity" },
  proRataFund: { name: "liabilities:funds:pro-rata", type: "Liability" },
  tierFund: { name: "liabilities:funds:tier", type: "Liability" },
  wallets: { name: "liabilities:wallets", type: "Liability" },
};
const SHARE_ACCOUNTS: { readonly [account in ShareAccount]: AccountTerms } = {
  unissued: { name: "shares:unissued" },
  founding: { name: "shares:outstanding:founding" },
  holdings: { name: "shares:outstanding:holdings" },
  burned: { name: "shares:burned" },
};
const ACCOUNTS = Object.entries({ ...MONEY_ACCOUNTS, ...SHARE_ACCOUNTS }) as [
  Account,
  AccountTerms,
][];
const NAME_WIDTH = Math.max(...ACCOUNTS.map(([, { name }]) => name.length));

const TAGS = ["id", "at", "order", "holder", "hold", "day"];
const FOUNDING = "founding";
const CLOSING = "balances";
/** The date of the books of a programme to which nothing ever happened. */
const NO_DATE = "1970-01-01";
const CHUNK_CHARACTERS = 64 * 1024;

const MONEY_PLACES = `${UNIT_MINOR * MINOR_E18}`.length - 1;
const SHARE_PLACES = `${SHARE_MICRO}`.length - 1;
const SHARE = "SHARE";

/**
 * The books of a programme that began with a plan, in pieces of moderate size. `stateAtEnd` is asked
 * for after the last row, and the books are held against what it answers.
 */
export async function* hledgerJournal(
  plan: Plan,
  rows: Iterable<BookRow> | AsyncIterable<BookRow>,
  stateAtEnd?: () => State,
): AsyncGenerator<string> {
  const money = moneySymbol(plan.currency);
  const totals = new Map<Account, bigint>();
  let chunk = headText(plan, money);
  let date: string | undefined;
  let seqLast = 0n;
  for await (const row of rows) {
    if (date === undefined) chunk += foundingText(plan, row.command.at.slice(0, 10), totals, money);
    date = row.command.at.slice(0, 10);
    seqLast = row.seq;
    chunk += rowText(row, date, totals, money);
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  if (date === undefined) chunk += foundingText(plan, NO_DATE, totals, money);
  if (stateAtEnd !== undefined) {
    const balances = balancesOf(stateAtEnd());
    const last = { date: date ?? NO_DATE, seq: seqLast, description: CLOSING, tags: {} };
    chunk += transactionText({ ...last, amounts: new Map(), balances }, money);
  }
  yield chunk;
}

function foundingText(
  plan: Plan,
  date: string,
  totals: Map<Account, bigint>,
  money: string,
): string {
  const amounts = new Map<Account, bigint>();
  book(amounts, foundingPostings(createState(plan, memoryStore())));
  if (amounts.size === 0) return "";
  addAmounts(totals, amounts);
  return transactionText({ date, seq: 0n, description: FOUNDING, tags: {}, amounts }, money);
}

/** The transaction of a row; nothing when neither money nor shares moved and no day was closed. */
function rowText(
  { seq, command, events }: BookRow,
  date: string,
  totals: Map<Account, bigint>,
  money: string,
): string {
  const amounts = new Map<Account, bigint>();
  let tags: Tags = { id: command.id, at: command.at };
  let close: EventOf<"dayClosed"> | undefined;
  for (const event of events) {
    book(amounts, postingsOf(event));
    tags = { ...tags, ...tagsOf(event) };
    if (event.type === "dayClosed") close = event;
  }
  addAmounts(totals, amounts);
  const isMoved = [...amounts.values()].some((amount) => amount !== 0n);
  if (!isMoved && close === undefined) return "";
  const transaction = { date, seq, description: command.type, tags, amounts };
  if (close === undefined) return transactionText(transaction, money);
  const balances = new Map([...totals, ...fundsAfter(close)]);
  return transactionText({ ...transaction, balances }, money);
}

/** Adds an event's postings, in hledger's signs. */
function book(amounts: Map<Account, bigint>, { money, shares }: Postings): void {
  for (const { account, amountE18 } of money) {
    amounts.set(account, (amounts.get(account) ?? 0n) - amountE18);
  }
  for (const { account, sharesMicro } of shares) {
    amounts.set(account, (amounts.get(account) ?? 0n) + sharesMicro);
  }
}

function addAmounts(totals: Map<Account, bigint>, amounts: Amounts): void {
  for (const [account, amount] of amounts) {
    totals.set(account, (totals.get(account) ?? 0n) + amount);
  }
}

/** What is in the funds after a close by its own figures, not by its postings. */
function fundsAfter({ carriedE18, forced }: EventOf<"dayClosed">): Amounts {
  const excessE18 = forced.reduce((sum, exit) => sum + exit.excessE18, 0n);
  return new Map<Account, bigint>([
    ["proRataFund", -carriedE18 - excessE18],
    ["tierFund", 0n],
  ]);
}

/** Every balance as a state has it, the wallets and holdings counted holder by holder. */
function balancesOf(state: State): Amounts {
  const { merchant, totals } = state;
  let walletsE18 = 0n;
  let holdingsMicro = 0n;
  for (const view of viewHolders(state)) {
    walletsE18 += view.dividendsE18 + (view.payoutsMinor - view.withdrawnMinor) * MINOR_E18;
    holdingsMicro += view.sharesMicro;
  }
  const cameMinor = merchant.foundedMinor + merchant.contributedMinor;
  const wentMinor = merchant.returnedMinor + merchant.spentMinor + totals.withdrawnMinor;
  return new Map<Account, bigint>([
    ["merchant", (cameMinor - wentMinor) * MINOR_E18],
    ["reserve", -state.reserveE18],
    ["proRataFund", -state.proRataE18],
    ["tierFund", -state.tierE18],
    ["wallets", -walletsE18],
    ["unissued", -state.issuedMicro],
    ["founding", state.plan.foundingShares],
    ["holdings", holdingsMicro],
    ["burned", state.issuedMicro - state.outstandingMicro],
  ]);
}

/** What an event is about. */
function tagsOf(event: Event): Tags {
  switch (event.type) {
    case "orderAccrued":
    case "orderRefunded": {
      const buyer = event.places.find(({ place }) => place === "buyer");
      return { order: event.order, ...(buyer !== undefined && { holder: buyer.holder }) };
    }
    case "sharesSpent": {
      const { order, holder, hold } = event;
      return { order, holder, ...(hold !== undefined && { hold }) };
    }
    case "spendReturned":
      return { order: event.order, holder: event.holder };
    case "sharesRedeemed":
    case "walletWithdrawn":
      return { holder: event.holder };
    case "dayClosed":
      return { day: event.date };
    default:
      return {};
  }
}

function headText(plan: Plan, money: string): string {
  const zeros = (places: number): string => "0".repeat(places);
  return [
    `; The books of the programme ${plainText(plan.programme)}, for hledger (https://hledger.org).`,
    ";",
    `; All checks:     hledger -f FILE check --strict ordereddates`,
    `; Rounded to fen: hledger -f FILE balancesheetequity -c '1000.00 ${money}'`,
    ";",
    "; A transaction is one command that moved money or shares: its code is the command's place in",
    "; the journal, its date the UTC date of the command's instant, which the tag at tells exactly.",
    "; What is at the bank is owed to the reserve, which backs the shares, to the funds, out of which",
    "; dividends are paid, and to the wallets. All amounts are exact. The file is UTF-8; in ids, all",
    "; but letters, digits, single spaces and - _ . : / @ + # = is written as in a JSON string.",
    "",
    "decimal-mark .",
    `commodity 1000.${zeros(MONEY_PLACES)} ${money}`,
    `commodity 1000.${zeros(SHARE_PLACES)} ${SHARE}`,
    "",
    ...ACCOUNTS.map(([, { name, type }]) =>
      type === undefined ? `account ${name}` : `account ${name}  ; type:${type}`,
    ),
    "",
    ...[FOUNDING, ...COMMAND_TYPES, CLOSING].map((payee) => `payee ${payee}`),
    "",
    ...TAGS.map((tag) => `tag ${tag}`),
    "",
  ].join("\n");
}

function transactionText(transaction: Transaction, money: string): string {
  const { date, seq, description, tags, amounts, balances } = transaction;
  const notes = Object.entries(tags).map(([name, value]) => `${name}:${plainText(value)}`);
  const comment = notes.length === 0 ? "" : `  ; ${notes.join(", ")}`;
  let text = `\n${date} (${seq}) ${description}${comment}\n`;
  for (const [account, { name }] of ACCOUNTS) {
    const amount = amounts.get(account) ?? 0n;
    if (amount === 0n && balances === undefined) continue;
    const isShares = account in SHARE_ACCOUNTS;
    const shown = (unitsCount: bigint): string =>
      isShares
        ? `${decimalText(unitsCount, SHARE_PLACES)} ${SHARE}`
        : `${decimalText(unitsCount, MONEY_PLACES)} ${money}`;
    const balance = balances === undefined ? "" : `  =  ${shown(balances.get(account) ?? 0n)}`;
    text += `    ${name.padEnd(NAME_WIDTH)}  ${shown(amount)}${balance}\n`;
  }
  return text;
}

/** A count of decimal fractions of a unit, exactly, without trailing zeros. */
function decimalText(unitsCount: bigint, places: number): string {
  const sign = unitsCount < 0n ? "-" : "";
  const digits = `${unitsCount < 0n ? -unitsCount : unitsCount}`.padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -places)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A currency's code, or whatever the plan calls its currency in quotes that nothing can break. */
function moneySymbol(currency: string): string {
  return /^[A-Z]{3}$/.test(currency) ? currency : `"currency ${plainText(currency)}"`;
}

/** Invisible signs, all that are no letters, digits or harmless signs, and spaces that could be lost. */
const NOT_PLAIN = /\p{DI}|[^\p{L}\p{M}\p{N} _.:/@+#=-]|^ | $|(?<= ) /gu;

/** A text in one line without what hledger could read otherwise; `JSON.parse` of it in quotes is it. */
function plainText(text: string): string {
  return text.replace(NOT_PLAIN, (sign) =>
    sign
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
