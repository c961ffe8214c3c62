/** `patronage ledger prove`: writes the file by which a holder can check alone what it was paid. */
import {
  attestationOfFile,
  openProver,
  proveHolder,
  ProofError,
  readLastAttestation,
  readProgramme,
} from "@patronage/ledger";
import type { Desk, ProgrammeOptions } from "./ledger-commands.ts";
import { inHouse, programmeOf } from "./ledger-work.ts";
import { refuseFolder, writeWhole } from "./run.ts";
import { UserError } from "./user-error.ts";

export type ProveOptions = ProgrammeOptions & { readonly out: string };

/** Writes a holder's statement file at the last close. */
export async function prove(holder: string, options: ProveOptions, desk: Desk): Promise<void> {
  const { out } = options;
  await refuseFolder(out);
  const text = await inHouse(options, async (house) => {
    const programme = await programmeOf(house, options.programme);
    return readProgramme(house, programme, async (client) => {
      try {
        const last = await readLastAttestation(client);
        const shown = last && attestationOfFile(last);
        return await proveHolder(client, await openProver(client), holder, shown);
      } catch (error) {
        throw error instanceof ProofError ? new UserError(error.message) : error;
      }
    });
  });
  if (text === undefined) {
    throw new UserError(`Nobody had joined as "${holder}" when the last day was closed.`);
  }
  await writeWhole(out, text);
  await desk.print(`${out}: ${Buffer.byteLength(text)} bytes.\n`);
}
