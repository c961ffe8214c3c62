/** Mails that were written down instead of sent, where no server takes them. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { mentionOf } from "./mail-address.ts";

/** Removes the mails in which one of these addresses stands. Without a folder there are none. */
export async function removeMails(folder: string, addresses: readonly string[]): Promise<void> {
  const wanted = addresses.map((address) => new RegExp(mentionOf(address)));
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const path = join(folder, name);
    const text = (await readFile(path, "utf8").catch(() => "")).toLowerCase();
    if (wanted.some((mention) => mention.test(text))) await rm(path, { force: true });
  }
}
