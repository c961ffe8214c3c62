/** A bank's file of either kind: XML is CAMT.053, anything else a CSV that needs a map of its columns. */
import { isXml, readCamt } from "./bank-camt.ts";
import { readBankCsv, readBankMap } from "./bank-csv.ts";
import { BankFileError, type BankStatement } from "./bank-statement.ts";

/** The statements in a file; `mapText` is the JSON of a CSV's map. Throws a BankFileError. */
export function readBankFile(bytes: Uint8Array, mapText?: string): BankStatement[] {
  if (isXml(bytes)) return readCamt(bytes);
  if (mapText !== undefined) return readBankCsv(bytes, readBankMap(mapText));
  throw new BankFileError(
    "csv_map_missing",
    "this is no XML; a CSV needs a map that says what its columns mean.",
  );
}
