/** The words of the bank statements, in English. What stands in braces is filled in. */
export const BANK_EN = {
  "nav.bank": "Bank statements",

  "bank.title": "Bank statements",
  "bank.note":
    "What the bank says, held against what is owed: the reserve, the funds and all wallets. Everybody sees the last of them in the shop, and its difference until it is explained. Nothing of it can be taken back.",
  "bank.owedNow": "Owed now",
  "bank.last": "Last statement",
  "bank.none": "None was attested yet",
  "bank.days": "{days} days ago",
  "bank.today": "today",
  "bank.yesterday": "yesterday",
  "bank.unexplained": "Not explained",
  "bank.upload": "Read a statement",
  "bank.upload.note":
    "CAMT.053 (XML), or a CSV with a map that says what its columns mean. The file is read and not kept.",
  "bank.file": "File",
  "bank.tooLarge": "{name} is larger than {most} MiB: ask the bank for a statement of fewer days.",
  "bank.map": "Map of the columns (JSON), for a CSV",
  "bank.read": "Read",
  "bank.found": "In this file",
  "bank.keep": "Attest",
  "bank.keep.title": "Attest {balance} on {date}?",
  "bank.keep.text":
    "Account {account}. Owed at the close of {close}: {owed}; difference: {difference}. Everybody will see it, for good.",
  "bank.notClosed": "Not closed yet",
  "bank.date": "Day",
  "bank.account": "Account",
  "bank.balance": "Balance",
  "bank.owed": "Owed at the close",
  "bank.parts": "Reserve {reserve}, funds {funds}, wallets {wallets}",
  "bank.difference": "Difference",
  "bank.explanations": "Explanations",
  "bank.byWhom": "{who}, {at}",
  "bank.amount": "Amount, below zero for what is missing",
  "bank.explain": "Explain",
  "bank.explain.title": "Explain {amount}?",
  "bank.explain.text":
    "Everybody will read it, for good. What turns out wrong is taken back by another with the opposite amount.",
  "bank.explain.asks": "What it is",
  "bank.empty": "No statement was attested yet.",
} as const;
