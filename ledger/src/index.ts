/**
 * The ledger's door.
 *
 *     openHouse → house          createProgramme(house, plan) → its name
 *     openWriter → writer        writer.sequencer.submit(command) → an answer, once it is written
 *     writer.sequencer.preview(command), previewThroughInbox(house, …) → what it would come to now
 *     enqueue(client, …)         puts a command in beside your own rows, in your own transaction
 *     readProgramme(house, name, client => readPosition(client, …))
 */
export {
  createProgramme,
  HouseError,
  listProgrammes,
  openHouse,
  openWriter,
  previewThroughInbox,
  readProgramme,
  submitThroughInbox,
  WriterTakenError,
  type House,
  type Writer,
  type WriterOptions,
} from "./house.ts";
export { GateRefusedError, PlanRefusedError } from "./programme.ts";
export { APPLICATION_ROLE, ensureRole, RoleError } from "./roles.ts";
export { ClusterError, openCluster, type Cluster, type ClusterOptions } from "./cluster.ts";
export { makeDataFolder } from "./cluster-home.ts";
export { migrate, MigrationError, programmeSchema } from "./migrate.ts";

// Commands in, and the journal out.
export { enqueue, readAnswerAt, UnansweredError } from "./inbox.ts";
export { BusyError, UnreachableError, type Sequencer } from "./sequencer.ts";
export type { Answer, Preview } from "./session.ts";
export { FencedError, readHead, readJournal, type JournalRow } from "./journal.ts";
export { readEvents } from "./encoding.ts";
export { eventsForOthers } from "./kept.ts";
export { makeFolders } from "./folders.ts";
export { enrol, follow, startOver, type Handler } from "./outbox.ts";
export { dateIn, dayAfter, hasEnded } from "./calendar.ts";
export { closeId, keepClosing, pause, type Closing } from "./closer.ts";

// The gate that a plan passes before it is activated.
export { readGateHistory, type GatedPlan } from "./gate-history.ts";
export { GATE_DAYS, gateIn, readGate, recordGate, type Gate } from "./gates.ts";

// What may be asked.
export { DamagedError, loadProgramme } from "./load.ts";
export {
  leaderBoard,
  listAgents,
  listOpenHolds,
  listPositions,
  readCloseHistory,
  readCloseRoots,
  readFund,
  readHolderSums,
  readOpenHolds,
  readOrder,
  readPlanHistory,
  readPosition,
  type Agent,
  type CloseRoot,
  type CloseRow,
  type Fund,
  type HolderSums,
  type OpenHold,
  type PlanVersion,
  type Position,
} from "./queries.ts";
export { readStatement, type Period, type StatementLine } from "./statement.ts";
export { readStatus, type Status } from "./status.ts";

// What the bank said, beside what was owed.
export {
  attest,
  attestationDays,
  AttestationError,
  attestationOfFile,
  differenceMinorOf,
  explain,
  fileSha256,
  readAttestations,
  readLastAttestation,
  refuseAttestation,
  type Attestation,
  type AttestationProblem,
} from "./attestations.ts";
export { readBankFile } from "./bank-file.ts";
export {
  BankFileError,
  chooseStatement,
  FILE_BYTES_MOST,
  maskAccount,
  minorOf,
  type BankFileProblem,
  type BankStatement,
} from "./bank-statement.ts";
export { owedAtClose, owedMinorOf, readOwedNow, type Owed, type OwedAtClose } from "./owed.ts";

// What anyone may check.
export { openProver, proveHolder, ProofError, type Prover } from "./proofs.ts";
export { verifyProgramme, type Verdict } from "./verify.ts";
export { journalLines } from "./export.ts";
export { hledgerJournal } from "./books.ts";
export { holdersCsv, programmeCsv } from "./state-csv.ts";
