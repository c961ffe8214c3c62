/** Secrets of a sample mall: made up once, kept where only its owner reads them. */
import { randomBytes, randomInt } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeKeyPair } from "../alipay-keys.ts";

export type Secrets = {
  readonly cookieSecret: string;
  readonly digestSecret: string;
  /** Of every sample login. */
  readonly password: string;
  readonly appPublicKey: string;
  readonly standInPrivateKey: string;
  readonly appKeyFile: string;
  readonly standInPublicKeyFile: string;
};

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const ONLY_OWNER = 0o600;

/** Opens a folder's secrets, making what is not there. */
export async function openSecrets(folder: string): Promise<Secrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keep = async (name: string, make: () => string): Promise<string> => {
    const path = join(folder, name);
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      const made = make();
      await writeFile(path, made, { mode: ONLY_OWNER, flag: "wx" });
      return made;
    }
  };
  const secret = (): string => randomBytes(24).toString("base64url");
  const word = (): string =>
    Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  const [app, standIn] = [makeKeyPair(), makeKeyPair()];
  await keep("app-private.pem", () => app.privateKey);
  const appPublic = await keep("app-public.pem", () => app.publicKey);
  const standInPrivate = await keep("stand-in-private.pem", () => standIn.privateKey);
  await keep("stand-in-public.pem", () => standIn.publicKey);
  return {
    cookieSecret: await keep("cookie", secret),
    digestSecret: await keep("digest", secret),
    password: await keep("password", () => [word(), word(), word()].join("-")),
    appPublicKey: appPublic,
    standInPrivateKey: standInPrivate,
    appKeyFile: join(folder, "app-private.pem"),
    standInPublicKeyFile: join(folder, "stand-in-public.pem"),
  };
}
