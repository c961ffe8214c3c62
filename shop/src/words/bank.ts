/** Words of what the bank says, and what is owed. */
import { says } from "../lang.ts";

const ENGLISH_AGES: { readonly [days: number]: string } = { 0: "Today", 1: "Yesterday" };

export const BANK = {
  title: says("应付与银行余额", "What is owed, and what is at the bank"),
  owed: says("现在应有的现金", "Cash that has to be there now"),
  owedHint: says("资金池 + 基金 + 所有余额", "Reserve, funds and all wallets"),
  none: says(
    "商家还没有公布过银行对账单。银行里有多少钱，这里无法得知。",
    "No bank statement has been attested yet. What is really at the bank cannot be known here.",
  ),
  owedThen: says(
    (day: string) => `${day} 日结时应有`,
    (day: string) => `Owed at the close of ${day}`,
  ),
  parts: says(
    (reserve: string, funds: string, wallets: string) =>
      `资金池 ${reserve}，基金 ${funds}，余额 ${wallets}（各自向下取整）`,
    (reserve: string, funds: string, wallets: string) =>
      `Reserve ${reserve}, funds ${funds}, wallets ${wallets}, each rounded down`,
  ),
  balance: says(
    (day: string) => `${day} 银行对账单余额`,
    (day: string) => `Bank statement of ${day}`,
  ),
  age: says(
    (days: number, account: string) => `${days === 0 ? "今天" : `${days} 天前`}，账户 ${account}`,
    (days: number, account: string) =>
      `${ENGLISH_AGES[days] ?? `${days} days ago`}, account ${account}`,
  ),
  difference: says("差额", "Difference"),
  noDifference: says("没有差额", "There is none"),
  less: says("银行里比应有的少", "Less at the bank than is owed"),
  more: says("银行里比应有的多", "More at the bank than is owed"),
  explanation: says(
    (day: string) => `商家的说明（${day}）`,
    (day: string) => `The merchant's explanation of ${day}`,
  ),
  unexplained: says("没有说明的部分", "Not explained"),
  allExplained: says("差额已全部说明。", "The merchant has explained all of the difference."),
  word: says(
    "对账单由商家上传，日期和数字按商家所报；我们核对不了银行。应付的数字由账本算出，商家改不了。",
    "The statement was uploaded by the merchant, whose word it is: nobody here can ask the bank. What is owed comes from the journal, and the merchant cannot choose it.",
  ),
} as const;
