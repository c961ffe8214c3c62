/**
 * What the admin API answers, as the pages ask for it (`../src/admin-schema.ts`; a test holds the
 * questions against it). Amounts are whole numbers in decimal strings: minor units, micro-shares.
 */

export type NavPoint = {
  readonly date: string;
  readonly nav: string;
  readonly reserve: string;
  readonly outstanding: string;
  readonly proRataPaid: string;
  readonly tierPaid: string;
  readonly carried: string;
  readonly capped: number;
  readonly forced: number;
  readonly seq: string;
};

export type Coverage = {
  readonly category: string;
  readonly coverage: string | null;
};

export type Tally = {
  readonly count: number;
  readonly amount: string;
};

export type Reconciliation = {
  readonly beganAt: string;
  readonly endedAt: string | null;
  readonly orders: number;
  readonly returns: number;
  readonly holds: number;
  readonly withdrawals: number;
  readonly mended: number;
  readonly open: number;
};

export type Overview = {
  readonly programme: string;
  readonly currency: string;
  readonly timezone: string;
  readonly now: string;
  readonly isSample: boolean;
  readonly today: string;
  readonly nextClose: string | null;
  readonly reserve: string;
  readonly outstanding: string;
  readonly issued: string;
  readonly nav: string;
  readonly proRataFund: string;
  readonly tierFund: string;
  readonly dividendsPaid: string;
  readonly quotaLeft: string;
  readonly holderCount: number;
  readonly coverage: readonly Coverage[];
  readonly history: readonly NavPoint[];
  readonly pendingWithdrawals: Tally;
  readonly openReturns: Tally;
  readonly openReviews: number;
  readonly openFindings: number;
  readonly waitingOrders: number;
  readonly lag: number;
  readonly inbox: number;
  readonly reconciliation: Reconciliation | null;
};

export type HolderRow = {
  readonly customerId: string | null;
  readonly name: string;
  readonly emailAddress: string;
  readonly holder: string;
  readonly state: string;
  readonly shares: string;
  readonly held: string;
  readonly value: string;
  readonly quotaLeft: string;
  readonly dividends: string;
  readonly wallet: string;
  readonly tier: number;
  readonly joinedAt: string | null;
};

export type HolderList = {
  readonly items: readonly HolderRow[];
  readonly totalItems: number;
};

export type Grant = {
  readonly seq: string;
  readonly place: string;
  readonly shares: string;
  readonly quota: string;
};

export type OrderRow = {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly paidAt: string;
  readonly deliveredAt: string | null;
  readonly dueAt: string | null;
  readonly completedAt: string | null;
  readonly paid: string;
  readonly gross: string;
  readonly returned: string;
  readonly grants: readonly Grant[];
};

export type StatementLine = {
  readonly date: string;
  readonly seq: string;
  readonly kind: string;
  readonly order: string | null;
  readonly shares: string;
  readonly wallet: string;
  readonly quota: string;
  readonly sharesAfter: string;
  readonly walletAfter: string;
  readonly quotaAfter: string;
};

export type Referral = {
  readonly holder: string;
  readonly name: string;
  readonly level: number;
  readonly joinedAt: string | null;
};

export type Hold = {
  readonly hold: string;
  readonly order: string;
  readonly shares: string;
  readonly value: string;
  readonly state: string;
  readonly expiresAt: string;
};

export type Holder = {
  readonly row: HolderRow;
  readonly referralCode: string;
  readonly referrer: Referral | null;
  readonly referrals: readonly Referral[];
  readonly orders: readonly OrderRow[];
  readonly statement: readonly StatementLine[];
  readonly holds: readonly Hold[];
  readonly withdrawals: readonly Withdrawal[];
  readonly owedShares: string;
  readonly owedQuota: string;
};

export type ClosePreview = {
  readonly date: string;
  readonly hasEnded: boolean;
  readonly proRataPaid: string;
  readonly tierPaid: string;
  readonly carried: string;
  readonly capped: number;
  readonly forced: number;
  readonly perShare: string;
  readonly risen: number;
};

export type Closed = {
  readonly date: string;
  readonly seq: string;
};

export type Withdrawal = {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly holder: string;
  readonly amount: string;
  readonly account: string;
  readonly state: string;
  readonly requestedAt: string;
  readonly reviewedAt: string | null;
  readonly reviewedBy: string | null;
  readonly approvedAt: string | null;
  readonly approvedBy: string | null;
  readonly paidAt: string | null;
  readonly reference: string | null;
  readonly rejectedAt: string | null;
  readonly rejection: string | null;
  readonly wallet: string;
};

export type ReturnedLine = {
  readonly line: string;
  readonly name: string;
  readonly quantity: number;
  readonly gross: string;
};

export type Return = {
  readonly id: string;
  readonly orderId: string;
  readonly code: string;
  readonly name: string;
  readonly state: string;
  readonly goods: readonly ReturnedLine[];
  readonly money: string;
  readonly shares: string;
  readonly withheld: string | null;
  readonly givenBack: string | null;
  readonly missing: string | null;
  readonly loss: string | null;
  readonly reason: string | null;
  readonly trouble: string | null;
  readonly askedAt: string;
  readonly doneAt: string | null;
  readonly seq: string | null;
};

export type ReturnRequest = {
  readonly id: string;
  readonly orderId: string;
  readonly code: string;
  readonly name: string;
  readonly state: string;
  readonly goods: readonly Omit<ReturnedLine, "gross">[];
  readonly reason: string;
  readonly withheld: string;
  readonly pay: string;
  readonly shares: string;
  readonly withheldNow: string | null;
  readonly shippingLeft: string;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly answer: string | null;
};

export type ReturnQuote = {
  readonly money: string;
  readonly shares: string;
  readonly withheld: string;
  readonly givenBack: string;
  readonly missing: string;
  readonly pay: string;
  readonly loss: string;
  readonly isMature: boolean;
};

export type ReturnableLine = {
  readonly line: string;
  readonly name: string;
  readonly sku: string;
  readonly quantity: number;
  readonly returned: number;
  readonly gross: string;
  readonly returnedGross: string;
};

export type ReturnableOrder = {
  readonly orderId: string;
  readonly code: string;
  readonly name: string;
  readonly state: string;
  readonly paidAt: string;
  readonly completedAt: string | null;
  readonly shippingLeft: string;
  readonly lines: readonly ReturnableLine[];
};

export type PlanIssue = {
  readonly code: string;
  readonly path: string;
  readonly en: string;
  readonly zh: string;
};

export type PlanCheck = {
  readonly isAccepted: boolean;
  readonly reasons: readonly PlanIssue[];
  readonly warnings: readonly PlanIssue[];
  readonly worsened: readonly string[];
  readonly coverage: readonly Coverage[];
  readonly wordsEn: readonly string[];
  readonly wordsZh: readonly string[];
};

export type PlanVersion = {
  readonly plan: string;
  readonly sinceSeq: string;
  readonly isInForce: boolean;
};

export type PlanDraft = {
  readonly id: string;
  readonly plan: string;
  readonly note: string;
  readonly state: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly isMine: boolean;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly gate: Gate | null;
};

export type Gate = {
  readonly state: string;
  readonly madeAt: string | null;
  readonly until: string | null;
  readonly en: readonly string[];
  readonly zh: readonly string[];
};

export type Plans = {
  readonly versions: readonly PlanVersion[];
  readonly drafts: readonly PlanDraft[];
  readonly inForce: PlanCheck;
};

export type Review = {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  readonly referrer: string | null;
  readonly orderId: string | null;
  readonly orderCode: string | null;
  readonly reasons: readonly string[];
  readonly state: string;
  readonly madeAt: string;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
};

export type Finding = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly facts: string;
  readonly foundAt: string;
  readonly seenAt: string;
  readonly mendedAt: string | null;
  readonly goneAt: string | null;
};

export type AuditEntry = {
  readonly id: string;
  readonly at: string;
  readonly administrator: string;
  readonly operation: string;
  readonly table: string;
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
};

export type AuditList = {
  readonly items: readonly AuditEntry[];
  readonly totalItems: number;
};

export type JournalEntry = {
  readonly seq: string;
  readonly batch: string;
  readonly id: string;
  readonly command: string;
  readonly events: string;
};

export type Scenario = {
  readonly name: string;
  readonly isOfGate: boolean;
  readonly en: string;
  readonly zh: string;
};

export type Policy = {
  readonly coverageFloor: string;
  readonly attackMost: string;
  readonly costMost: string;
  readonly seedsLeast: number;
  readonly reason: string | null;
};

export type FuturesRun = {
  readonly id: string;
  readonly plans: readonly { readonly label: string; readonly plan: string }[];
  readonly scenarios: readonly string[];
  readonly isOfGate: boolean;
  readonly seeds: number;
  readonly years: number;
  readonly policy: Policy;
  readonly behaviour: string;
  readonly wantsAdvice: boolean;
  readonly state: string;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
  readonly trouble: string | null;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly isMine: boolean;
  readonly endedAt: string | null;
};

export type FuturesList = {
  readonly items: readonly FuturesRun[];
  readonly totalItems: number;
};

export type Verdict = {
  readonly label: string;
  readonly standing: string;
  readonly reasons: readonly { readonly sentence: string; readonly breaks: string }[];
};

export type Advice = {
  readonly plan: string;
  readonly changes: readonly {
    readonly path: string;
    readonly from: string;
    readonly to: string;
  }[];
};

export type FuturesResults = {
  readonly verdicts: readonly Verdict[];
  readonly isAdvised: boolean;
  readonly advice: Advice | null;
  readonly shop: {
    readonly orders: number;
    readonly buyers: number;
    readonly days: number;
  } | null;
  readonly figures: {
    readonly heads: readonly string[];
    readonly rows: readonly {
      readonly cells: readonly { readonly text: string; readonly range: string }[];
    }[];
  };
};

/** A statement in a bank's file, and what it would come to. */
export type Statement = {
  readonly place: number;
  readonly account: string;
  readonly currency: string;
  readonly date: string;
  readonly balance: string;
  readonly closeDate: string | null;
  readonly owed: string | null;
  readonly difference: string | null;
};

export type Attestation = {
  readonly id: string;
  readonly date: string;
  readonly days: number;
  readonly account: string;
  readonly currency: string;
  readonly balance: string;
  readonly closeDate: string;
  readonly closeSeq: string;
  readonly owed: string;
  readonly reserve: string;
  readonly funds: string;
  readonly wallets: string;
  readonly difference: string;
  readonly unexplained: string;
  readonly attestedBy: string;
  readonly attestedAt: string;
  readonly explanations: readonly {
    readonly amount: string;
    readonly text: string;
    readonly explainedBy: string;
    readonly explainedAt: string;
  }[];
};

export type Attestations = {
  readonly owed: string;
  readonly items: readonly Attestation[];
};
