/** What the pages ask the admin API: one question for what one page shows, and one for what it does. */

const NAV_POINT = "date nav reserve outstanding proRataPaid tierPaid carried capped forced seq";
const COVERAGE = "coverage { category coverage }";
const RECONCILIATION = "beganAt endedAt orders returns holds withdrawals mended open";
const HOLDER_ROW = `customerId name emailAddress holder state shares held value quotaLeft dividends
  wallet tier joinedAt`;
const WITHDRAWAL = `id customerId name holder amount account state requestedAt reviewedAt reviewedBy
  approvedAt approvedBy paidAt reference rejectedAt rejection wallet`;
const REFERRAL = "holder name level joinedAt";
const ISSUE = "code path en zh";
const FUTURES_RUN = `id plans { label plan } scenarios isOfGate seeds years
  policy { coverageFloor attackMost costMost seedsLeast reason } behaviour wantsAdvice state stage
  done total secondsLeft trouble madeAt madeBy isMine endedAt`;
const PLAN_CHECK = `isAccepted reasons { ${ISSUE} } warnings { ${ISSUE} } worsened ${COVERAGE}
  wordsEn wordsZh`;

export const PROGRAMME = `query PatronageProgramme {
  patronageOverview { programme currency timezone isSample }
}`;

export const OVERVIEW = `query PatronageOverview {
  patronageOverview {
    programme currency timezone now isSample today nextClose reserve outstanding issued nav
    proRataFund tierFund dividendsPaid quotaLeft holderCount ${COVERAGE}
    history { ${NAV_POINT} }
    pendingWithdrawals { count amount } openReturns { count amount }
    openReviews openFindings waitingOrders lag inbox
    reconciliation { ${RECONCILIATION} }
  }
}`;

export const HOLDERS = `query PatronageHolders(
  $search: String, $sort: PatronageHolderSort, $skip: Int, $take: Int
) {
  patronageHolders(search: $search, sort: $sort, skip: $skip, take: $take) {
    items { ${HOLDER_ROW} }
    totalItems
  }
}`;

export const HOLDER = `query PatronageHolder($holder: String!) {
  patronageHolder(holder: $holder) {
    row { ${HOLDER_ROW} }
    referralCode
    referrer { ${REFERRAL} }
    referrals { ${REFERRAL} }
    orders {
      id code state paidAt deliveredAt dueAt completedAt paid gross returned
      grants { seq place shares quota }
    }
    statement { date seq kind order shares wallet quota sharesAfter walletAfter quotaAfter }
    holds { hold order shares value state expiresAt }
    withdrawals { ${WITHDRAWAL} }
    owedShares owedQuota
  }
}`;

export const CLOSES = `query PatronageCloses($skip: Int, $take: Int) {
  patronageCloses(skip: $skip, take: $take) { ${NAV_POINT} }
}`;

export const CLOSE_PREVIEW = `query PatronageClosePreview {
  patronageClosePreview {
    date hasEnded proRataPaid tierPaid carried capped forced perShare risen
  }
}`;

export const WITHDRAWALS = `query PatronageWithdrawals($state: String, $take: Int) {
  patronageWithdrawals(state: $state, take: $take) { ${WITHDRAWAL} }
}`;

export const RETURNS = `query PatronageReturns($state: String, $take: Int) {
  patronageReturns(state: $state, take: $take) {
    id orderId code name state goods { line name quantity gross } money shares withheld givenBack
    missing loss reason trouble askedAt doneAt seq
  }
}`;

export const RETURN_REQUESTS = `query PatronageReturnRequests($state: String, $take: Int) {
  patronageReturnRequests(state: $state, take: $take) {
    id orderId code name state goods { line name quantity } reason withheld pay shares withheldNow
    shippingLeft requestedAt decidedAt decidedBy answer
  }
}`;

export const RETURNABLE = `query PatronageReturnable($code: String!) {
  patronageReturnable(code: $code) {
    orderId code name state paidAt completedAt shippingLeft
    lines { line name sku quantity returned gross returnedGross }
  }
}`;

export const RETURN_QUOTE = `query PatronageReturnQuote($input: PatronageReturnInput!) {
  patronageReturnQuote(input: $input) {
    money shares withheld givenBack missing pay loss isMature
  }
}`;

export const PLANS = `query PatronagePlans {
  patronagePlans {
    versions { plan sinceSeq isInForce }
    drafts { id plan note state madeAt madeBy isMine endedAt endedBy
      gate { state madeAt until en zh } }
    inForce { ${PLAN_CHECK} }
  }
}`;

export const PLAN_TEXTS = `query PatronagePlanTexts {
  patronagePlans { versions { plan sinceSeq isInForce } }
}`;

export const PLAN_CHECKED = `query PatronagePlanCheck($plan: String!) {
  patronagePlanCheck(plan: $plan) { ${PLAN_CHECK} }
}`;

export const SCENARIOS = `query PatronageScenarios {
  patronageScenarios { name isOfGate en zh }
}`;

export const FUTURES = `query PatronageFutures($skip: Int, $take: Int) {
  patronageFutures(skip: $skip, take: $take) { items { ${FUTURES_RUN} } totalItems }
}`;

export const FUTURES_ONE = `query PatronageFuturesRun($id: ID!) {
  patronageFuturesRun(id: $id) { ${FUTURES_RUN} }
}`;

export const FUTURES_RESULTS = `query PatronageFuturesResults($id: ID!, $language: String!) {
  patronageFuturesRun(id: $id) {
    report(language: $language)
    results(language: $language) {
      verdicts { label standing reasons { sentence breaks } }
      isAdvised advice { plan changes { path from to } }
      shop { orders buyers days }
      figures { heads rows { cells { text range } } }
    }
  }
}`;

export const REVIEWS = `query PatronageReviews($state: String) {
  patronageReviews(state: $state) {
    id customerId name referrer orderId orderCode reasons state madeAt decidedAt decidedBy
  }
}`;

export const FINDINGS = `query PatronageFindings($open: Boolean) {
  patronageFindings(open: $open) { id kind subject facts foundAt seenAt mendedAt goneAt }
  patronageOverview { reconciliation { ${RECONCILIATION} } }
}`;

export const AUDIT = `query PatronageAudit($search: String, $skip: Int, $take: Int) {
  patronageAudit(search: $search, skip: $skip, take: $take) {
    items { id at administrator operation table key before after }
    totalItems
  }
}`;

export const JOURNAL = `query PatronageJournal($seq: String!) {
  patronageJournal(seq: $seq) { seq batch id command events }
}`;

export const CLOSE_DAY = "mutation PatronageCloseDay { patronageCloseDay { date seq } }";
export const MOVE_CLOCK = "mutation PatronageMoveClock { patronageMoveClock }";

export const REVIEW_WITHDRAWAL = `mutation PatronageReviewWithdrawal($id: ID!) {
  patronageReviewWithdrawal(id: $id)
}`;
export const APPROVE_WITHDRAWAL = `mutation PatronageApproveWithdrawal($id: ID!) {
  patronageApproveWithdrawal(id: $id)
}`;
export const RECORD_WITHDRAWAL = `mutation PatronageRecordWithdrawal($id: ID!, $text: String!) {
  patronageRecordWithdrawal(id: $id, reference: $text)
}`;
export const REJECT_WITHDRAWAL = `mutation PatronageRejectWithdrawal($id: ID!, $text: String!) {
  patronageRejectWithdrawal(id: $id, reason: $text)
}`;

export const RETURN_GOODS = `mutation PatronageReturnGoods($input: PatronageReturnInput!) {
  patronageReturnGoods(input: $input)
}`;

export const ACCEPT_REQUEST = `mutation PatronageAcceptReturnRequest($id: ID!, $shipping: String) {
  patronageAcceptReturnRequest(id: $id, shippingMinor: $shipping)
}`;
export const DECLINE_REQUEST = `mutation PatronageDeclineReturnRequest($id: ID!, $text: String!) {
  patronageDeclineReturnRequest(id: $id, reason: $text)
}`;

export const DRAFT_PLAN = `mutation PatronageDraftPlan($plan: String!, $note: String!) {
  patronageDraftPlan(plan: $plan, note: $note)
}`;
export const ACTIVATE_PLAN = `mutation PatronageActivatePlan($id: ID!) {
  patronageActivatePlan(id: $id)
}`;
export const DROP_PLAN = "mutation PatronageDropPlan($id: ID!) { patronageDropPlan(id: $id) }";

export const RUN_FUTURES = `mutation PatronageRunFutures($input: PatronageFuturesInput!) {
  patronageRunFutures(input: $input)
}`;
export const CANCEL_FUTURES = `mutation PatronageCancelFutures($id: ID!) {
  patronageCancelFutures(id: $id)
}`;

export const DECIDE_REVIEW = `mutation PatronageDecideReview($id: ID!, $release: Boolean!) {
  patronageDecideReview(id: $id, release: $release)
}`;

export const RECONCILE = `mutation PatronageReconcile {
  patronageReconcile { ${RECONCILIATION} }
}`;

export const ATTESTATIONS = `query PatronageAttestations($take: Int) {
  patronageAttestations(take: $take) {
    owed
    items {
      id date days account currency balance closeDate closeSeq owed reserve funds wallets difference
      unexplained attestedBy attestedAt explanations { amount text explainedBy explainedAt }
    }
  }
}`;

export const STATEMENTS = `query PatronageStatements($file: Upload!, $map: String) {
  patronageStatements(file: $file, map: $map) {
    place account currency date balance closeDate owed difference
  }
}`;

export const ATTEST = `mutation PatronageAttest($file: Upload!, $map: String, $place: Int!) {
  patronageAttest(file: $file, map: $map, place: $place)
}`;

export const EXPLAIN = `mutation PatronageExplain($id: ID!, $amount: String!, $text: String!) {
  patronageExplain(id: $id, amount: $amount, text: $text)
}`;
