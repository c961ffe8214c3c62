/**
 * The state as CSV: a table of the holders, and the figures of the programme.
 *
 * RFC 4180: commas, CR LF, texts always in quotes. Columns end in their unit: `minor` is fen, `micro`
 * a millionth of a share, `e18` a fen times 10^-18; all are whole numbers, written out. They have more
 * digits than a spreadsheet keeps: whoever calculates with them reads these columns as text.
 *
 * Spreadsheets take a cell that begins with = + - or @ (or their full-width forms) for a formula, and
 * not all of them cut a line where we meant it. So an apostrophe is put before such a sign wherever a
 * cell could begin with it: at the start of a text, and after a semicolon, tab or line end in it, with
 * apostrophes or spaces between or not; and before a text that begins with a tab or a line end.
 * `unguardText` takes out exactly what `guardText` put in.
 */
import { closeCount, viewHolders, type HolderView, type State } from "@patronage/engine";

type Cell = string | bigint | number | undefined;

const LINE_END = "\r\n";
const CHUNK_CHARACTERS = 64 * 1024;

const HOLDER_COLUMNS: { readonly [column: string]: keyof HolderView } = {
  holder: "holder",
  referrer: "referrer",
  shares_micro: "sharesMicro",
  held_micro: "heldMicro",
  granted_micro: "grantedMicro",
  peak_micro: "peakMicro",
  quota_e18: "quotaE18",
  dividends_e18: "dividendsE18",
  index_e18: "indexE18",
  payouts_minor: "payoutsMinor",
  withdrawn_minor: "withdrawnMinor",
  wallet_minor: "walletMinor",
  tier: "tier",
  owed_shares_micro: "owedSharesMicro",
  owed_quota_e18: "owedQuotaE18",
};

/** A header and a line for each holder, in the order in which they joined, in pieces. */
export function* holdersCsv(state: State): Generator<string> {
  const fields = Object.values(HOLDER_COLUMNS);
  let chunk = Object.keys(HOLDER_COLUMNS).join(",") + LINE_END;
  for (const view of viewHolders(state)) {
    chunk += lineText(fields.map((field) => view[field]));
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}

/** The programme's figures, a name and a value a line; what is not there yet has no value. */
export function programmeCsv(state: State): string {
  const { plan, merchant, totals } = state;
  const figures: { readonly [name: string]: Cell } = {
    programme: plan.programme,
    currency: plan.currency,
    timezone: plan.timezone,
    holders_count: state.store.holders.count,
    closes_count: closeCount(state),
    last_close_date: state.lastCloseDate,
    last_command_at: state.lastAt,
    reserve_e18: state.reserveE18,
    outstanding_micro: state.outstandingMicro,
    founding_micro: plan.foundingShares,
    issued_micro: state.issuedMicro,
    authorised_micro: plan.authorisedShares,
    pro_rata_fund_e18: state.proRataE18,
    tier_fund_e18: state.tierE18,
    merchant_founded_minor: merchant.foundedMinor,
    merchant_contributed_minor: merchant.contributedMinor,
    merchant_returned_minor: merchant.returnedMinor,
    merchant_refund_loss_minor: merchant.refundLossMinor,
    merchant_deducted_minor: merchant.deductedMinor,
    merchant_spent_minor: merchant.spentMinor,
    holders_dividends_e18: totals.dividendsE18,
    holders_payouts_minor: totals.payoutsMinor,
    holders_withdrawn_minor: totals.withdrawnMinor,
  };
  const lines = Object.entries(figures).map(([name, value]) => `${name},${cellText(value)}`);
  return ["name,value", ...lines, ""].join(LINE_END);
}

const lineText = (cells: readonly Cell[]): string => cells.map(cellText).join(",") + LINE_END;

function cellText(value: Cell): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return `${value}`;
  return `"${guardText(value).replaceAll('"', '""')}"`;
}

const UNGUARDED = /^(?='*[\t\r\n])|(?<=^|[;\t\r\n])(?=[' ]*[=+\-@＝＋－＠])/g;
const GUARDED = /^'(?='*[\t\r\n])|(?<=^|[;\t\r\n])'(?=[' ]*[=+\-@＝＋－＠])/g;

/** A text that no spreadsheet takes for a formula. */
export function guardText(text: string): string {
  return text.replace(UNGUARDED, "'");
}

/** The text that `guardText` was given. */
export function unguardText(text: string): string {
  return text.replace(GUARDED, "");
}
