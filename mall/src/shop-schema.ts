/**
 * What the shop API has beside the commerce engine's: the programme, and what a shopper holds, asks and
 * does. The shop's types are made from it (`shop/`).
 */
import { gql } from "graphql-tag";

export const SHOP_SCHEMA = gql`
  """
  Amounts of money are whole minor units (fen), shares are micro-shares, both as decimal strings. A NAV is
  what one share is worth in the currency itself, with four places, rounded down. Days are those of the
  plan's time zone ("2026-11-26"), instants are ISO 8601 in UTC.
  """
  type Programme {
    name: String!
    currency: String!
    timezone: String!
    today: String!
    "The plan in force: its day, its JSON, and its words in the language of the request, line by line."
    planSince: String!
    planText: String!
    planWords: [String!]!
    "What of a payout stays for the other holders, as a rate."
    feeRate: String!
    "Whether a redemption's payout uses up quota."
    consumesQuota: Boolean!
    "completion: an order counts when it can no longer be returned. payment: at once."
    maturity: String!
    "pause: who has no quota left receives nothing. redeem: shares are redeemed when their value reaches the quota."
    onQuotaReached: String!
    "Shares held that each tier asks for, ascending."
    tiers: [String!]!
    referralLevels: [ReferralLevel!]!
    reserve: String!
    outstanding: String!
    founding: String!
    issued: String!
    authorised: String!
    holders: Int!
    nav: String!
    "What waits in both funds for the next close."
    funds: String!
    lastClose: String
    "All quota ever granted, less what returns took back; and what of it was ever used by being paid."
    quotaGranted: String!
    quotaPaid: String!
    "Both against each other in percent, two places, rounded down; null while none was granted."
    quotaPaidPercent: String
    "What the plan can pay at a steady turnover, category by category."
    coverage: [Coverage!]!
    "After each close, oldest first."
    navHistory("At most so many closes, the last." most: Int = 400): [NavPoint!]!
    "What is published of each close for comparing, the newest first."
    closeRoots("At most so many, the last 30." most: Int = 30): [CloseRoot!]!
    "What the plan in force came to in the futures it was judged by; null while no result of it is kept."
    outlook: Outlook
    "What buyers have really got back until now."
    paidSoFar: PaidSoFar!
    "What has to be at the bank now: the reserve, the funds and all wallets."
    owed: String!
    "What a bank statement said, by the operator's word; null while none was attested."
    attestation: Attestation
  }
  "Whoever was given a statement file of the day finds the same in it: tree.root, and head."
  type CloseRoot {
    date: String!
    "The hash over all holders' figures and all closes until then; null where the close has no tree."
    root: String
    "The journal's entry up to which it went then, and its hash at it."
    entry: String!
    hash: String!
  }
  "A bank's balance, and what was owed at the close of the same day."
  type Attestation {
    "The day of the balance, and how many days ago that is."
    date: String!
    days: Int!
    attestedAt: String!
    "The end of the account's number alone."
    account: String!
    balance: String!
    "What was owed at the last close that is not after that day, and how it was made up, each rounded down."
    closeDate: String!
    owed: String!
    reserve: String!
    funds: String!
    wallets: String!
    "The balance less what was owed: below zero where it was less. And what of it nobody explained."
    difference: String!
    unexplained: String!
    explanations: [Explanation!]!
  }
  "In the operator's words, the difference or a part of it, with its sign."
  type Explanation {
    amount: String!
    text: String!
    explainedAt: String!
  }
  "Simulated, and no promise. Texts are in the language of the request."
  type Outlook {
    madeAt: String!
    "How many futures there were, and how many years each lasted at the least."
    futures: Int!
    years: Int!
    "The least part of the quota that has to be paid, as a rate; and what is usual."
    floor: String!
    usualFloor: String!
    "Why it is lower than usual; null where it is not."
    loweredBecause: String
    categories: [GoodsOutlook!]!
    "What of all quota was paid at a steady turnover, in percent, two places: the middle future."
    coverage: String
    "What attackers got out of each 100.00 that they put in, in the worst future."
    attacks: [AttackOutlook!]!
    "What the merchant paid for the plan of each 100.00 of its margin, in the worst future."
    costOfMargin: String
    "Whether people behaved as this shop's own orders show, and not as they usually do."
    isOfShop: Boolean!
    "What was asked of the plan, scenario by scenario."
    asked: [AskedOfPlan!]!
  }
  "What buyers of one category only got back at a steady turnover."
  type GoodsOutlook {
    category: String!
    years: [YearsOutlook!]!
  }
  "So many years after they came, of each 100.00 spent: the buyer in the middle, and the border of the worst tenth."
  type YearsOutlook {
    years: Int!
    middle: String!
    worstTenth: String!
    "In all futures together."
    buyers: Int!
  }
  type AttackOutlook {
    attack: String!
    gotOut: String
  }
  type AskedOfPlan {
    name: String!
    asks: String!
  }
  type PaidSoFar {
    "The day on which the first order counted; null while none did."
    since: String
    "Of whom an order counted, and what all of them spent that counted."
    buyers: Int!
    spent: String!
    "Of fewer buyers, and of those who came fewer days ago, nothing is told."
    buyersLeast: Int!
    daysLeast: Int!
    groups: [BuyersSoFar!]!
  }
  "What came back of each 100.00 spent: dividends, payouts, goods that shares paid for, and what redeeming all shares would pay now."
  type BuyersSoFar {
    "For so many full years they have been here; 3 are three or more."
    years: Int!
    buyers: Int!
    "The buyer in the middle, and the border of the worst tenth; null where they are too few."
    middle: String
    worstTenth: String
  }
  type ReferralLevel {
    "Shares: of what an order puts into the reserve. Quota: of what was paid."
    shareRate: String!
    quotaMultiple: String!
  }
  type Coverage {
    category: String!
    "Of each unit of currency paid: what enters the funds, and the quota granted."
    paidOut: String!
    granted: String!
    "In percent, rounded down; null where no quota is granted."
    percent: String
  }
  type NavPoint {
    date: String!
    nav: String!
    reserve: String!
    outstanding: String!
    "Dividends of that close, of all holders."
    paid: String!
  }
  "What a purchase would grant if it counted now, at today's NAV."
  type GrantQuote {
    "What of the price counts: net of tax, shipping, discounts, and of what shares pay."
    paid: String!
    shares: String!
    "What those shares are worth now, and what redeeming them would pay."
    value: String!
    payout: String!
    quota: String!
    "For how many days it can be returned, and so does not count; 0: it counts on delivery."
    returnDays: Int!
  }
  extend type ProductVariant {
    "Of so many pieces; null for what grants nothing."
    grantQuote(quantity: Int = 1): GrantQuote
    "What the futures of the plan came to for such goods; null where no result tells it."
    outlook: GoodsOutlook
  }
  extend type Order {
    "Of the whole order as it is now; null for what grants nothing."
    grantQuote: GrantQuote
    "What the most is that the shopper's shares could pay of it now, and what they pay of it already."
    sharesMost: String!
    sharesPaid: String!
    "What the programme knows of a paid order; null before."
    patronage: OrderPatronage
  }
  type OrderPatronage {
    "waiting: for its buyer to register. review: somebody looks at the referral. sent: with the ledger. withheld, nothing: it grants nothing."
    state: String!
    paidAt: String!
    deliveredAt: String
    "Until when goods can be returned; then the order counts."
    dueAt: String
    completedAt: String
    "What it granted the buyer when it counted."
    grantedShares: String
    grantedQuota: String
    lines: [OrderPatronageLine!]!
    "Goods that came back, and requests for it, newest first."
    returns: [OrderReturn!]!
    returnRequests: [ReturnRequest!]!
  }
  type OrderPatronageLine {
    line: ID!
    quantity: Int!
    returnedQuantity: Int!
    "How many more pieces a return may be requested for now."
    returnable: Int!
    "What was paid for it in money and in shares."
    money: String!
    shares: String!
    "How many days it can be returned after delivery."
    returnDays: Int!
  }
  type OrderReturn {
    askedAt: String!
    doneAt: String
    money: String!
    shares: String!
    withheld: String
    givenBack: String
    missing: String
    "asked, decided, done or stuck."
    state: String!
    lines: [ReturnedPieces!]!
  }
  type ReturnedPieces {
    line: ID!
    quantity: Int!
  }
  type ReturnRequest {
    id: Int!
    orderCode: String!
    "requested, accepted, declined or cancelled."
    state: String!
    reason: String!
    "What was shown: the most that will be withheld, and the least that will be paid."
    withheld: String!
    pay: String!
    shares: String!
    requestedAt: String!
    decidedAt: String
    "What the shop said when it declined."
    answer: String
    lines: [ReturnedPieces!]!
  }
  type Patronage {
    holder: String!
    referralCode: String!
    joinedAt: String!
    shares: String!
    held: String!
    "What the shares are worth at the NAV, and what redeeming those that are not on hold would pay, net of the fee."
    value: String!
    payout: String!
    quotaLeft: String!
    "All dividends ever received, less what returns gave back."
    dividends: String!
    wallet: String!
    "Of the wallet, what no withdrawal is on its way for."
    available: String!
    tier: Int!
    "The most shares that grants put into the holding at a close; it decides the tier."
    peak: String!
    "What the next tier asks for; null in the highest."
    nextTier: String
    "Shares and quota that returns of others' orders took and that the next grants pay first."
    owedShares: String!
    owedQuota: String!
    "Shares set aside for orders."
    holds: [ShareHold!]!
    "Paid orders that do not count yet."
    coming: [ComingOrder!]!
  }
  type ShareHold {
    orderCode: String
    shares: String!
    expires: String!
  }
  type ComingOrder {
    orderCode: String!
    paidAt: String!
    "When it counts, once it was delivered."
    dueAt: String
    grantQuote: GrantQuote
  }
  "What a close paid a holder."
  type Dividend {
    date: String!
    amount: String!
    "Shares and quota after it."
    shares: String!
    quotaLeft: String!
  }
  type StatementPage {
    lines: [StatementLine!]!
    "Where the next, older page begins; null on the last."
    next: String
  }
  type StatementLine {
    "The place in the journal."
    seq: String!
    date: String!
    "orderAccrued, orderRefunded, sharesRedeemed, sharesSpent, dividend, forced …"
    kind: String!
    "Null where it is somebody else's order."
    orderCode: String
    "In which place of the order: buyer, level1, level2 or agent; null where it is about none."
    place: String
    "What was added; below 0 what was taken; and what was there after it."
    shares: String!
    wallet: String!
    quota: String!
    sharesAfter: String!
    walletAfter: String!
    quotaAfter: String!
  }
  type Withdrawal {
    id: Int!
    amount: String!
    "Whither, all hidden but the last four digits of its number, or the last four signs of its address."
    account: String!
    "requested, reviewed, approved, paid, rejected or cancelled."
    state: String!
    requestedAt: String!
    "When two people had checked it, one after the other."
    reviewedAt: String
    approvedAt: String
    paidAt: String
    rejectedAt: String
    cancelledAt: String
    reference: String
    rejection: String
  }
  type WithdrawalRules {
    least: String!
    most: String!
    daily: String!
  }
  type Referrals {
    "All who joined with the shopper's code, and the newest of them."
    count: Int!
    joined: [Referral!]!
    "What their orders granted the shopper so far."
    shares: String!
    quota: String!
  }
  type Referral {
    "Hidden but for its first sign."
    name: String!
    joinedAt: String!
  }
  type RedemptionQuote {
    value: String!
    fee: String!
    payout: String!
  }
  type ReturnQuote {
    money: String!
    shares: String!
    withheld: String!
    "Of what is withheld: dividends of the returned shares."
    givenBack: String!
    "Of what is withheld: returned shares that are gone already."
    missing: String!
    pay: String!
    isMature: Boolean!
  }
  type BegunPayment {
    trade: String!
    url: String!
  }
  "What an account still has; it is given up when the account is deleted."
  type DeletionQuote {
    shares: String!
    value: String!
    wallet: String!
    "What must end first: orders, returns and withdrawals on their way."
    obstacles: [DeletionObstacle!]!
  }
  type DeletionObstacle {
    "order, return, withdrawal or hold."
    kind: String!
    subject: String!
  }
  type StatementFault {
    code: String!
    sentence: String!
  }
  input ReturnedLine {
    orderLineId: ID!
    quantity: Int!
  }
  extend type Query {
    "What anyone may know of the programme."
    programme: Programme!
    "The shopper's position; null for whoever is no holder yet."
    patronage: Patronage
    "Dividends day by day, the newest first."
    dividends(most: Int = 90): [Dividend!]!
    "What changed shares, wallet and quota, the newest first."
    statement(from: String, to: String, before: String, most: Int = 50): StatementPage!
    "The same, oldest first, as CSV with a heading in the language of the request."
    statementFile(from: String, to: String): String!
    "The shopper's statement file up to the last close, which anybody can check with nothing else."
    statementProof: String!
    "Why a statement file does not fit, by the code of the check that fails, in the language of the request."
    statementFaults: [StatementFault!]!
    withdrawals: [Withdrawal!]!
    withdrawalRules: WithdrawalRules!
    referrals: Referrals!
    redemptionQuote(shares: String!): RedemptionQuote!
    returnQuote(orderCode: String!, lines: [ReturnedLine!]!): ReturnQuote!
    "Everything kept about the shopper, as JSON."
    myDataFile: String!
    deletionQuote: DeletionQuote!
  }
  extend type Mutation {
    "Registers, with the code of whoever brought the shopper in, and a name of the device."
    registerShopper(
      input: RegisterCustomerInput!
      referralCode: String
      device: String
    ): RegisterCustomerAccountResult!
    "Begins a payment of what is left to pay of the active order."
    beginAlipay(returnUrl: String): BegunPayment!
    "Redeems shares; the same key again is answered again and done once. It never pays less than leastPayout."
    redeemShares(shares: String!, key: String!, leastPayout: String): RedemptionQuote!
    "Asks for cash; the same key again is answered again and asked for once."
    requestWithdrawal(amount: String!, account: String!, key: String): Int!
    "Takes a request back that nobody has approved."
    cancelWithdrawal(id: Int!): Boolean!
    "Asks the shop to take goods back. No more than shownWithheld will be withheld."
    requestReturn(
      orderCode: String!
      lines: [ReturnedLine!]!
      reason: String!
      shownWithheld: String!
    ): ReturnRequest!
    cancelReturnRequest(id: Int!): Boolean!
    "Deletes the account for good. Refuses while something is on its way, and with givesUp false while something is left."
    deleteMyAccount(password: String!, givesUp: Boolean!): Boolean!
  }
`;
