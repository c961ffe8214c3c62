/** The back office's own part of the admin API. */
import { gql } from "graphql-tag";

export const ADMIN_SCHEMA = gql`
  "Amounts of money are whole minor units (fen), shares are micro-shares, both as decimal strings."
  type PatronageNavPoint {
    date: String!
    "Yuan a share, as a decimal."
    nav: String!
    reserve: String!
    outstanding: String!
    proRataPaid: String!
    tierPaid: String!
    carried: String!
    capped: Int!
    forced: Int!
    "The place of the close in the journal."
    seq: String!
  }
  type PatronageCoverage {
    category: String!
    "What enters the funds for each unit of quota granted, as a decimal; null where none is granted."
    coverage: String
  }
  type PatronageTally {
    count: Int!
    amount: String!
  }
  type PatronageReconciliation {
    beganAt: DateTime!
    endedAt: DateTime
    orders: Int!
    returns: Int!
    holds: Int!
    withdrawals: Int!
    mended: Int!
    open: Int!
  }
  type PatronageOverview {
    programme: String!
    currency: String!
    timezone: String!
    "Now by the mall's clock."
    now: DateTime!
    "Whether this is a sample mall, whose clock can be moved ahead."
    isSample: Boolean!
    today: String!
    nextClose: String
    reserve: String!
    outstanding: String!
    issued: String!
    nav: String!
    proRataFund: String!
    tierFund: String!
    dividendsPaid: String!
    quotaLeft: String!
    holderCount: Int!
    coverage: [PatronageCoverage!]!
    history: [PatronageNavPoint!]!
    pendingWithdrawals: PatronageTally!
    openReturns: PatronageTally!
    openReviews: Int!
    openFindings: Int!
    waitingOrders: Int!
    "Commands that the read models are behind, and that wait for the writer."
    lag: Int!
    inbox: Int!
    reconciliation: PatronageReconciliation
  }
  type PatronageHolderRow {
    customerId: ID
    name: String!
    emailAddress: String!
    holder: String!
    state: String!
    shares: String!
    held: String!
    "At the NAV, in minor units."
    value: String!
    quotaLeft: String!
    dividends: String!
    wallet: String!
    tier: Int!
    joinedAt: DateTime
  }
  type PatronageHolderList {
    items: [PatronageHolderRow!]!
    totalItems: Int!
  }
  type PatronageGrant {
    seq: String!
    place: String!
    shares: String!
    quota: String!
  }
  type PatronageOrderRow {
    id: ID!
    code: String!
    state: String!
    paidAt: DateTime!
    deliveredAt: DateTime
    dueAt: DateTime
    completedAt: DateTime
    "What the ledger counts."
    paid: String!
    gross: String!
    returned: String!
    grants: [PatronageGrant!]!
  }
  type PatronageStatementLine {
    date: String!
    seq: String!
    kind: String!
    order: String
    shares: String!
    wallet: String!
    quota: String!
    sharesAfter: String!
    walletAfter: String!
    quotaAfter: String!
  }
  type PatronageReferral {
    holder: String!
    name: String!
    level: Int!
    joinedAt: DateTime
  }
  type PatronageHold {
    hold: String!
    order: String!
    shares: String!
    value: String!
    state: String!
    expiresAt: DateTime!
  }
  type PatronageHolder {
    row: PatronageHolderRow!
    referralCode: String!
    referrer: PatronageReferral
    referrals: [PatronageReferral!]!
    orders: [PatronageOrderRow!]!
    statement: [PatronageStatementLine!]!
    holds: [PatronageHold!]!
    withdrawals: [PatronageWithdrawal!]!
    owedShares: String!
    owedQuota: String!
  }
  type PatronageClosePreview {
    date: String!
    hasEnded: Boolean!
    proRataPaid: String!
    tierPaid: String!
    carried: String!
    capped: Int!
    forced: Int!
    "What one share would earn, in minor units, as a decimal."
    perShare: String!
    risen: Int!
  }
  type PatronageClosed {
    date: String!
    seq: String!
  }
  type PatronageWithdrawal {
    id: ID!
    customerId: ID!
    name: String!
    holder: String!
    amount: String!
    account: String!
    state: String!
    requestedAt: DateTime!
    reviewedAt: DateTime
    reviewedBy: String
    approvedAt: DateTime
    approvedBy: String
    paidAt: DateTime
    reference: String
    rejectedAt: DateTime
    rejection: String
    "What is in the wallet now."
    wallet: String!
  }
  type PatronageReturnedLine {
    line: ID!
    name: String!
    quantity: Int!
    gross: String!
  }
  type PatronageReturn {
    id: ID!
    orderId: ID!
    code: String!
    name: String!
    state: String!
    goods: [PatronageReturnedLine!]!
    money: String!
    shares: String!
    "What is withheld from the refund; null while the ledger has not decided."
    withheld: String
    "Of it: dividends of the returned shares."
    givenBack: String
    "Of it: returned shares that are gone already."
    missing: String
    "What the return costs the merchant beyond the goods."
    loss: String
    reason: String
    trouble: String
    askedAt: DateTime!
    doneAt: DateTime
    "The place of the refund in the journal."
    seq: String
  }
  "A return that a shopper asks for."
  type PatronageReturnRequest {
    id: ID!
    orderId: ID!
    code: String!
    name: String!
    "requested, accepted, declined or cancelled."
    state: String!
    goods: [PatronageRequestedLine!]!
    reason: String!
    "What was shown, and so is promised: the most that is withheld, and what is paid in money then."
    withheld: String!
    pay: String!
    shares: String!
    "What the ledger would withhold now; null where it cannot be said, or nothing is asked any more."
    withheldNow: String
    "Of the shipping, what can be paid back."
    shippingLeft: String!
    requestedAt: DateTime!
    decidedAt: DateTime
    decidedBy: String
    answer: String
  }
  type PatronageRequestedLine {
    line: ID!
    name: String!
    quantity: Int!
  }
  type PatronageReturnQuote {
    money: String!
    shares: String!
    withheld: String!
    givenBack: String!
    missing: String!
    pay: String!
    loss: String!
    isMature: Boolean!
  }
  type PatronageReturnableLine {
    line: ID!
    name: String!
    sku: String!
    quantity: Int!
    returned: Int!
    gross: String!
    returnedGross: String!
  }
  type PatronageReturnableOrder {
    orderId: ID!
    code: String!
    name: String!
    state: String!
    paidAt: DateTime!
    completedAt: DateTime
    shippingLeft: String!
    lines: [PatronageReturnableLine!]!
  }
  input PatronageReturnInput {
    orderId: ID!
    lines: [PatronageReturnLineInput!]!
    "Of the shipping, in minor units."
    shipping: String
    reason: String!
    "What was shown to be withheld: no more than that is."
    shownWithheld: String
  }
  input PatronageReturnLineInput {
    line: ID!
    quantity: Int!
  }
  type PatronagePlanIssue {
    code: String!
    path: String!
    en: String!
    zh: String!
  }
  type PatronagePlanCheck {
    isAccepted: Boolean!
    reasons: [PatronagePlanIssue!]!
    warnings: [PatronagePlanIssue!]!
    "What would be worse than what holders were told: keys of the plan."
    worsened: [String!]!
    coverage: [PatronageCoverage!]!
    "The plan in plain words, a paragraph each."
    wordsEn: [String!]!
    wordsZh: [String!]!
  }
  type PatronagePlanVersion {
    plan: String!
    sinceSeq: String!
    isInForce: Boolean!
  }
  type PatronagePlanDraft {
    id: ID!
    plan: String!
    note: String!
    state: String!
    madeAt: DateTime!
    madeBy: String!
    isMine: Boolean!
    endedAt: DateTime
    endedBy: String
  }
  type PatronagePlans {
    versions: [PatronagePlanVersion!]!
    drafts: [PatronagePlanDraft!]!
    inForce: PatronagePlanCheck!
  }
  type PatronageReview {
    id: ID!
    customerId: ID!
    name: String!
    referrer: String
    orderId: ID
    orderCode: String
    reasons: [String!]!
    state: String!
    madeAt: DateTime!
    decidedAt: DateTime
    decidedBy: String
  }
  type PatronageFinding {
    id: ID!
    kind: String!
    subject: String!
    facts: String!
    foundAt: DateTime!
    seenAt: DateTime!
    mendedAt: DateTime
    goneAt: DateTime
  }
  type PatronageAuditEntry {
    id: ID!
    at: DateTime!
    administrator: String!
    operation: String!
    table: String!
    key: String!
    "JSON of what changed: the columns, before and after."
    before: String
    after: String
  }
  type PatronageAuditList {
    items: [PatronageAuditEntry!]!
    totalItems: Int!
  }
  type PatronageJournalEntry {
    seq: String!
    batch: String!
    id: String!
    "JSON, as it stands under the hash."
    command: String!
    events: String!
  }
  type PatronageAgent {
    region: String!
    holder: String!
    appointedAt: DateTime!
  }
  enum PatronageHolderSort {
    JOINED
    SHARES
  }
  extend type Query {
    patronageOverview: PatronageOverview!
    patronageHolders(
      search: String
      sort: PatronageHolderSort
      skip: Int
      take: Int
    ): PatronageHolderList!
    patronageHolder(holder: String!): PatronageHolder
    patronageCloses(skip: Int, take: Int): [PatronageNavPoint!]!
    patronageClosePreview: PatronageClosePreview
    patronageWithdrawals(state: String, take: Int): [PatronageWithdrawal!]!
    patronageReturns(state: String, take: Int): [PatronageReturn!]!
    "Returns that shoppers ask for: those that wait first, the oldest of them first."
    patronageReturnRequests(state: String, take: Int): [PatronageReturnRequest!]!
    "An order that can be returned, by its code."
    patronageReturnable(code: String!): PatronageReturnableOrder
    patronageReturnQuote(input: PatronageReturnInput!): PatronageReturnQuote!
    patronagePlans: PatronagePlans!
    patronagePlanCheck(plan: String!): PatronagePlanCheck!
    patronageReviews(state: String): [PatronageReview!]!
    patronageFindings(open: Boolean): [PatronageFinding!]!
    patronageAudit(search: String, skip: Int, take: Int): PatronageAuditList!
    patronageAgents: [PatronageAgent!]!
    patronageJournal(seq: String!): PatronageJournalEntry
  }
  extend type Mutation {
    "Closes the next day that has ended."
    patronageCloseDay: PatronageClosed!
    "Moves a sample mall's clock to just after the next midnight of the programme."
    patronageMoveClock: DateTime!
    patronageReviewWithdrawal(id: ID!): Boolean!
    patronageApproveWithdrawal(id: ID!): Boolean!
    patronageRecordWithdrawal(id: ID!, reference: String!): Boolean!
    patronageRejectWithdrawal(id: ID!, reason: String!): Boolean!
    "Takes goods back; answers the return's id."
    patronageReturnGoods(input: PatronageReturnInput!): ID!
    "Takes back what a shopper asks for; answers the return's id. Of the shipping, in minor units."
    patronageAcceptReturnRequest(id: ID!, shippingMinor: String): ID!
    patronageDeclineReturnRequest(id: ID!, reason: String!): Boolean!
    patronageDraftPlan(plan: String!, note: String!): ID!
    patronageActivatePlan(id: ID!): Boolean!
    patronageDropPlan(id: ID!): Boolean!
    "Appoints a region's agent from here on."
    patronageAppointAgent(region: String!, holder: String!): Boolean!
    patronageDecideReview(id: ID!, release: Boolean!): Boolean!
    "Compares shop and ledger now."
    patronageReconcile: PatronageReconciliation!
  }
`;
