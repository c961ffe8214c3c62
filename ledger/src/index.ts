/** The ledger's door. */
export {
  beginProgramme,
  giveUpLease,
  PlanRefusedError,
  renewLease,
  takeLease,
} from "./programme.ts";
export { BusyError, openSequencer, UnreachableError, type Sequencer } from "./sequencer.ts";
export type { Answer } from "./session.ts";
export { verifyProgramme, type Verdict } from "./verify.ts";
export { ClusterError, openCluster, type Cluster, type ClusterOptions } from "./cluster.ts";
export { HOUSE_SQL, migrate, MigrationError, PROGRAMME_SQL, programmeSchema } from "./migrate.ts";
export {
  createProgramme,
  HouseError,
  listProgrammes,
  openHouse,
  openWriter,
  readProgramme,
  type House,
  type Writer,
} from "./house.ts";
export { readHead, readJournal, type JournalRow } from "./journal.ts";
export { loadProgramme } from "./load.ts";
