/** The door of words: refusals, plans and amounts, as people are told of them. */
export { coverageFigures, planInWords, type CoverageFigures } from "./plain-words.ts";
export {
  currencyWord,
  decimalText,
  moneyText,
  oneLine,
  percentText,
  planIssueSentence,
  refusalSentence,
  sharesText,
  type Lang,
} from "./sentences.ts";
