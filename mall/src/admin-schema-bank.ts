/** Bank statements in the admin API. */
import { gql } from "graphql-tag";

export const BANK_SCHEMA = gql`
  "Amounts are whole minor units; a difference is the balance less what was owed."
  type PatronageStatement {
    "Its place in the list, by which it is attested."
    place: Int!
    account: String!
    currency: String!
    date: String!
    balance: String!
    "The last close that is not after that day, and what was owed at it; null while it is not closed."
    closeDate: String
    owed: String
    difference: String
  }
  type PatronageExplanation {
    amount: String!
    text: String!
    explainedBy: String!
    explainedAt: DateTime!
  }
  type PatronageAttestation {
    id: ID!
    date: String!
    days: Int!
    account: String!
    currency: String!
    balance: String!
    closeDate: String!
    closeSeq: String!
    owed: String!
    reserve: String!
    funds: String!
    wallets: String!
    difference: String!
    unexplained: String!
    fileSha256: String!
    attestedBy: String!
    attestedAt: DateTime!
    explanations: [PatronageExplanation!]!
  }
  type PatronageAttestations {
    "What has to be at the bank now."
    owed: String!
    items: [PatronageAttestation!]!
  }
  extend type Query {
    patronageAttestations(take: Int): PatronageAttestations!
    "What a bank's file says; nothing is kept. The file is sent along in a multipart request; a CSV needs a map."
    patronageStatements(file: Upload!, map: String): [PatronageStatement!]!
  }
  extend type Mutation {
    "Keeps one of the file's statements for good; answers its id."
    patronageAttest(file: Upload!, map: String, place: Int!): ID!
    "Explains a difference or a part of it, with its sign, for good."
    patronageExplain(id: ID!, amount: String!, text: String!): Boolean!
  }
`;
