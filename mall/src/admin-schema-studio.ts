/** The plan studio's part of the admin API: runs of futures, and what they came to. */
import { gql } from "graphql-tag";

export const STUDIO_SCHEMA = gql`
  "Where a plan stands with the gate: none, passed, failed or outdated; and why, a sentence each."
  type PatronageGate {
    state: String!
    madeAt: DateTime
    "Until when the result counts."
    until: DateTime
    en: [String!]!
    zh: [String!]!
  }
  "A scenario, and what it asks of a plan."
  type PatronageScenario {
    name: String!
    "Whether the gate asks for it."
    isOfGate: Boolean!
    en: String!
    zh: String!
  }
  type PatronageFuturesPlan {
    label: String!
    "JSON."
    plan: String!
  }
  "The limits of the gate, as decimals."
  type PatronagePolicy {
    coverageFloor: String!
    attackMost: String!
    costMost: String!
    seedsLeast: Int!
    daysLeast: Int!
    "Why the floor is lower than usual; it is published."
    reason: String
  }
  enum PatronageBehaviour {
    USUAL
    SHOP
  }
  type PatronageFutures {
    id: ID!
    plans: [PatronageFuturesPlan!]!
    scenarios: [String!]!
    "Whether it holds every scenario that the gate asks for."
    isOfGate: Boolean!
    seeds: Int!
    years: Int!
    policy: PatronagePolicy!
    behaviour: PatronageBehaviour!
    wantsAdvice: Boolean!
    "waiting, running, done, failed or cancelled."
    state: String!
    "futures; or advice, where done counts the plans that were tried."
    stage: String!
    done: Float!
    total: Int!
    "By what was done so far; null where it cannot be said."
    secondsLeft: Int
    trouble: String
    madeAt: DateTime!
    madeBy: String!
    isMine: Boolean!
    endedAt: DateTime
    "What it came to, in a language, zh or en; null while it has not."
    results(language: String!): PatronageFuturesResults
    "The report as one HTML file."
    report(language: String!): String
  }
  type PatronageFuturesList {
    items: [PatronageFutures!]!
    totalItems: Int!
  }
  type PatronageGateReason {
    sentence: String!
    "The parameters it lies in."
    breaks: String!
  }
  type PatronageVerdict {
    label: String!
    "passes, refused, or unjudged where too little was run."
    standing: String!
    reasons: [PatronageGateReason!]!
  }
  type PatronagePlanChange {
    path: String!
    from: String!
    to: String!
  }
  type PatronageAdvice {
    "JSON."
    plan: String!
    changes: [PatronagePlanChange!]!
  }
  "A figure of the middle future, and where the others differ the ends of the band."
  type PatronageFigure {
    text: String!
    range: String!
  }
  type PatronageFigureRow {
    cells: [PatronageFigure!]!
  }
  type PatronageFigures {
    heads: [String!]!
    rows: [PatronageFigureRow!]!
  }
  "The orders of the shop that people's behaviour was taken from."
  type PatronageShopSeen {
    orders: Int!
    buyers: Int!
    days: Int!
  }
  type PatronageFuturesResults {
    "Of each plan; none where the gate was not asked."
    verdicts: [PatronageVerdict!]!
    "Whether a nearest plan that passes was looked for; advice is null where there is none."
    isAdvised: Boolean!
    advice: PatronageAdvice
    "Null where people behaved as usual."
    shop: PatronageShopSeen
    figures: PatronageFigures!
  }
  input PatronageFuturesPlanInput {
    label: String!
    plan: String!
  }
  "What differs from the usual limits. Only the owner lowers coverageFloor, and says why."
  input PatronagePolicyInput {
    coverageFloor: String
    attackMost: String
    costMost: String
    seedsLeast: Int
    daysLeast: Int
    reason: String
  }
  input PatronageFuturesInput {
    "One, or two to compare."
    plans: [PatronageFuturesPlanInput!]!
    "None are all that the gate asks for."
    scenarios: [String!]!
    "Futures of each scenario."
    seeds: Int!
    years: Int!
    policy: PatronagePolicyInput
    behaviour: PatronageBehaviour!
    "Whether to look for the nearest plan that passes, where the first does not."
    advice: Boolean!
  }
  extend type PatronagePlanDraft {
    "Null for what is no draft any more."
    gate: PatronageGate
  }
  extend type Query {
    patronageScenarios: [PatronageScenario!]!
    "Runs of futures, the newest first."
    patronageFutures(skip: Int, take: Int): PatronageFuturesList!
    patronageFuturesRun(id: ID!): PatronageFutures
  }
  extend type Mutation {
    "Has futures run; answers the run's id."
    patronageRunFutures(input: PatronageFuturesInput!): ID!
    patronageCancelFutures(id: ID!): Boolean!
  }
`;
