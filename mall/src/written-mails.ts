/** Mails that were written down instead of sent, where no server takes them. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes the mails in which one of these addresses stands. Without a folder there are none. */
export async function removeMails(folder: string, addresses: readonly string[]): Promise<void> {
  const wanted = addresses.map((address) => address.toLowerCase());
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const path = join(folder, name);
    const text = (await readFile(path, "utf8").catch(() => "")).toLowerCase();
    if (wanted.some((address) => text.includes(address))) await rm(path, { force: true });
  }
}
