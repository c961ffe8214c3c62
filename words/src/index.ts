/** The door of words: refusals, plans and amounts, as people are told of them. */
export { amountText, groupedText } from "./figures.ts";
export { FUTURES_WORDS, type FuturesWords } from "./futures.ts";
export { gateSentence, type GateFacts, type GateReasonCode } from "./gate.ts";
export { escapeHtml } from "./html.ts";
export { PAGE_STYLE } from "./page-style.ts";
export { coverageFigures, planInWords, type CoverageFigures } from "./plain-words.ts";
export { proofFault, proofFaultCodes, proofInWords, type ProofWords } from "./proof.ts";
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
