/**
 * For tests and the bench: the whole sample mall, as `npm start` brings it up, in processes of its own; and
 * its staff, who deliver and let days pass.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { logIn, openSession, ship, type Ask } from "../sample/client.ts";

const ROOM = join(import.meta.dirname, "..");
const HOOK = pathToFileURL(join(ROOM, "src/transpile.ts")).href;
const OPEN = "The sample mall is open.";
const START_MILLISECONDS = 300_000;
const MAIL_MILLISECONDS = 15_000;
const FIRST_PORT = 21_000 + (process.pid % 1_000) * 2;

export const SHOPPER = "lin.wanqing@example.com";
const OWNER = "owner@example.com";
const STAFF = "shop@example.com";

export type Stack = {
  readonly origin: string;
  /** Of all sample logins. */
  readonly password: string;
  /** Somebody of the staff, or the owner, at the admin API. */
  employ(emailAddress: string): Promise<Ask>;
  /** A shopper of the sample at the shop API, as another device would be. */
  visit(emailAddress: string): Promise<Ask>;
  /** Ships and delivers a paid order. */
  deliver(code: string): Promise<void>;
  /** Lets so many days end, and closes them. */
  passDays(count: number): Promise<void>;
  /** The newest address in a mail to somebody that begins with a path, such as "/verify". */
  mailedLink(emailAddress: string, path: string): Promise<string>;
  close(): Promise<void>;
};

async function waitForStart(child: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((open, fail) => {
    const giveUp = setTimeout(
      () => fail(new Error(`The mall did not start:\n${said}`)),
      START_MILLISECONDS,
    );
    const hear = (bytes: Buffer): void => {
      said += bytes.toString();
      if (!said.includes(OPEN)) return;
      clearTimeout(giveUp);
      open();
    };
    child.stdout!.on("data", hear);
    child.stderr!.on("data", hear);
    child.once("close", (status) => {
      clearTimeout(giveUp);
      fail(new Error(`The mall's start ended with status ${status}:\n${said}`));
    });
  });
}

/** Takes a sample mall that runs already, which a test in the making need not start again each time. */
async function openRunning([origin, data]: readonly string[]): Promise<Stack> {
  const password = (await readFile(join(data!, "secrets/password"), "utf8")).trim();
  const staff = openStaff(origin!, password, join(data!, "mall/mails"));
  return { ...staff, close: () => Promise.resolve() };
}

/**
 * Starts a sample mall on a port of its own, in a folder that is removed with it. PATRONAGE_STACK names one
 * that runs instead: its address, a comma, and its data folder.
 */
export async function openStack(): Promise<Stack> {
  const running = process.env["PATRONAGE_STACK"];
  if (running !== undefined) return openRunning(running.split(","));
  const data = await mkdtemp(join(tmpdir(), "patronage-stack-"));
  await chmod(data, 0o755);
  const port = FIRST_PORT;
  const child = spawn(
    process.execPath,
    [
      ...["--import", HOOK, "--disable-warning=DeprecationWarning", "src/run/start.ts"],
      ...["--data", data, "--port", String(port), "--no-back-office"],
    ],
    { cwd: ROOM, stdio: ["ignore", "pipe", "pipe"] },
  );
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      const ended = new Promise((done) => child.once("close", done));
      child.kill("SIGTERM");
      await ended;
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    await waitForStart(child);
    const password = (await readFile(join(data, "secrets/password"), "utf8")).trim();
    return { ...openStaff(`http://127.0.0.1:${port}`, password, join(data, "mall/mails")), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The staff of a sample mall that runs. */
export function openStaff(origin: string, password: string, mails: string): Omit<Stack, "close"> {
  const employ = async (emailAddress: string): Promise<Ask> => {
    const admin = openSession(origin, "admin-api");
    await logIn(admin, emailAddress, password);
    return admin;
  };
  return {
    origin,
    password,
    employ,
    async visit(emailAddress) {
      const shopper = openSession(origin, "shop-api");
      await logIn(shopper, emailAddress, password);
      return shopper;
    },
    async deliver(code) {
      const staff = await employ(STAFF);
      const { orders } = await staff<{ orders: { items: { id: string }[] } }>(
        "query ($code: String!) { orders(options: { filter: { code: { eq: $code } } }) { items { id } } }",
        { code },
      );
      await ship(staff, Number(orders.items[0]!.id));
    },
    async passDays(count) {
      await passDays(await employ(OWNER), count);
    },
    mailedLink: (emailAddress, path) => waitForMail(mails, emailAddress, path),
  };
}

/** Lets days end and closes each, so that nobody waits for the writer to do it by itself. */
async function passDays(owner: Ask, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    await owner("mutation { patronageMoveClock }");
    await owner("mutation { patronageCloseDay { date } }");
  }
}

async function waitForMail(folder: string, emailAddress: string, path: string): Promise<string> {
  const until = performance.now() + MAIL_MILLISECONDS;
  const link = new RegExp(`https?://[^"'\\s<>]*${path}\\?token=[^"'\\s<>]+`);
  for (;;) {
    for (const name of (await readdir(folder).catch(() => [])).sort().reverse()) {
      const text = await readFile(join(folder, name), "utf8").catch(() => "");
      const isTheirs = text.includes(emailAddress);
      const { body = "" } = isTheirs ? (JSON.parse(text) as { body?: string }) : {};
      const found = link.exec(body.replaceAll("&#x3D;", "="));
      if (found !== null) return found[0];
    }
    if (performance.now() > until) throw new Error(`No mail with ${path} came to ${emailAddress}.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}
