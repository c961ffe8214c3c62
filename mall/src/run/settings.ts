/**
 * Settings: what a process of the mall is told by its environment. What is missing or cannot be read is
 * said in one sentence, all of it at once.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Settings = {
  readonly databaseUrl: string;
  readonly programme: string | undefined;
  readonly host: string;
  readonly port: number;
  /** The address by which browsers and providers reach the mall. */
  readonly origin: string;
  readonly folder: string;
  readonly dashboard: string | undefined;
  /** Where the shop's built pages are; without it there are only the APIs. */
  readonly shop: string | undefined;
  readonly cookieSecret: string;
  readonly digestSecret: string;
  readonly owner: { readonly identifier: string; readonly password: string };
  readonly origins: readonly string[];
  readonly isSecure: boolean;
  readonly proxyCount: number;
  /** Where mails are sent through; without it they are kept in the folder. */
  readonly smtpUrl: string | undefined;
  readonly alipay: AlipaySettings | undefined;
};

export type AlipaySettings = {
  readonly appId: string;
  readonly privateKey: string;
  readonly alipayPublicKey: string;
  readonly gateway: string;
};

export type Environment = { readonly [name: string]: string | undefined };

/** A process cannot start as it was told to; the message says why, a line each. */
export class SettingsError extends Error {}

const PASSWORD_CHARACTERS_LEAST = 12;
const SECRET_CHARACTERS_LEAST = 24;

/** Reads the settings. Throws a SettingsError with everything that is wrong. */
export function readSettings(environment: Environment): Settings {
  const troubles: string[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const needed = (name: string, what: string, charactersLeast = 1): string => {
    const value = text(name) ?? "";
    if (value === "") troubles.push(`${name} is not set: ${what}.`);
    else if (value.length < charactersLeast) {
      troubles.push(
        `${name} is too short: ${what}, of ${charactersLeast} characters at the least.`,
      );
    }
    return value;
  };
  const count = (name: string, standard: number, most: number): number => {
    const value = Number(text(name) ?? standard);
    if (!Number.isSafeInteger(value) || value < 0 || value > most) {
      troubles.push(`${name} is no whole number from 0 to ${most}.`);
    }
    return value;
  };
  const port = count("MALL_PORT", 3_000, 65_535);
  const host = text("MALL_HOST") ?? "127.0.0.1";
  const origin = (text("MALL_ORIGIN") ?? `http://${host}:${port}`).replace(/\/$/, "");
  if (!URL.canParse(origin)) {
    troubles.push("MALL_ORIGIN is no address such as https://mall.example.");
  }
  const smtpUrl = text("SMTP_URL");
  if (smtpUrl !== undefined && !/^smtps?:$/.test(URL.parse(smtpUrl)?.protocol ?? "")) {
    troubles.push("SMTP_URL is no address such as smtp://user:password@mail.example:587.");
  }
  const settings: Settings = {
    databaseUrl: needed("DATABASE_URL", "where the Postgres is"),
    programme: text("MALL_PROGRAMME"),
    ...{ host, port, origin },
    folder: needed("MALL_FOLDER", "where pictures and mails are kept"),
    dashboard: text("MALL_DASHBOARD"),
    shop: text("MALL_SHOP"),
    cookieSecret: needed("MALL_COOKIE_SECRET", "it signs sessions", SECRET_CHARACTERS_LEAST),
    digestSecret: needed(
      "MALL_DIGEST_SECRET",
      "it hides traces of persons",
      SECRET_CHARACTERS_LEAST,
    ),
    owner: {
      identifier: needed("MALL_OWNER", "the owner's e-mail address"),
      password: needed("MALL_OWNER_PASSWORD", "the owner's password", PASSWORD_CHARACTERS_LEAST),
    },
    origins: (text("MALL_ORIGINS") ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
    isSecure: origin.startsWith("https:"),
    proxyCount: count("MALL_PROXIES", 0, 10),
    smtpUrl,
    alipay: readAlipay(text, troubles),
  };
  if (troubles.length > 0) throw new SettingsError(troubles.join("\n"));
  return settings;
}

function readAlipay(
  text: (name: string) => string | undefined,
  troubles: string[],
): AlipaySettings | undefined {
  const appId = text("ALIPAY_APP_ID");
  if (appId === undefined) return undefined;
  const key = (name: string): string => {
    const path = text(name);
    if (path === undefined) {
      troubles.push(`${name} is not set: the file with the key.`);
      return "";
    }
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      troubles.push(`${name}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
      return "";
    }
  };
  return {
    appId,
    privateKey: key("ALIPAY_PRIVATE_KEY_FILE"),
    alipayPublicKey: key("ALIPAY_PUBLIC_KEY_FILE"),
    gateway: text("ALIPAY_GATEWAY") ?? "https://openapi.alipay.com/gateway.do",
  };
}

/** Where a folder's parts are. */
export const mailsIn = (folder: string): string => join(folder, "mails");
