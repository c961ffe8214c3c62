/**
 * The servers of the ledger's measurements: the embedded Postgres, and the Debian package's where it is
 * installed, with the same settings and the same kind of database. Both keep their data in one folder
 * under the machine's temporary one, which is gone at the end, also after a Ctrl-C.
 *
 * As root the Debian one runs as the user `postgres` or else `nobody`, as the embedded one does. A shell
 * that waits at a pipe stops it when this process ends, however it ends.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, chmod, chown, mkdir, mkdtemp, readdir } from "node:fs/promises";
import { rm, statfs, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openHouse, type House } from "@patronage/ledger";

/** Where a measurement keeps what it makes, and who has to be stopped before that is removed. */
export type Scratch = { readonly folder: string; readonly stops: (() => Promise<void>)[] };

/** The measurement was ended by a signal. */
export class InterruptedError extends Error {}

/** One server, and what its rows are called. */
export type Server = {
  readonly name: string;
  readonly house: House;
  stop(): Promise<void>;
};

/** What a server was started with, but for where it lies and listens. */
export type Settings = {
  readonly list: readonly { readonly name: string; readonly value: string }[];
  readonly hasChecksums: boolean;
};

const FOLDER = "patronage-bench-";
const LEFT_BEHIND = /^patronage-bench-([0-9]+)-[A-Za-z0-9]+$/;
const MAGIC_TMPFS = 0x01021994;
const DEBIAN = "/usr/lib/postgresql";
const MAJOR_LEAST = 15;
const MAJOR_MOST = 18;

/** Does work in a new folder, which is removed whatever happens, after its servers have stopped. */
export async function withScratch<Result>(
  work: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  await removeLeftovers();
  const scratch: Scratch = {
    folder: await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`)),
    stops: [],
  };
  // As root the servers run as another user, who has to get in.
  await chmod(scratch.folder, 0o755);
  if ((await statfs(scratch.folder)).type === MAGIC_TMPFS) {
    console.error(`${tmpdir()} lies in memory, where fsync costs nothing: set TMPDIR to a disk.`);
  }
  const interrupted = new Promise<never>((_, reject) => {
    const interrupt = (): void => reject(new InterruptedError("Ended by a signal."));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, interrupt);
  });
  try {
    return await Promise.race([work(scratch), interrupted]);
  } finally {
    await Promise.all(scratch.stops.map((stop) => stop().catch(() => undefined)));
    await rm(scratch.folder, { recursive: true, force: true });
  }
}

/** Removes what measurements left behind that were killed. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = LEFT_BEHIND.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { readonly code?: unknown }).code === "EPERM";
  }
}

/** Starts the embedded Postgres with an empty house in it. */
export async function startEmbedded({ folder, stops }: Scratch): Promise<Server> {
  const house = await openHouse({ dataDir: join(folder, "embedded") });
  stops.push(() => house.cluster.stop());
  const stop = (): Promise<void> => house.close();
  return { name: `embedded Postgres ${await versionOf(house)}`, house, stop };
}

async function versionOf({ pool }: House): Promise<string> {
  const { rows } = await pool.query<{ version: string }>(
    "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
  );
  return rows[0]!.version;
}

export async function readSettings({ pool }: House): Promise<Settings> {
  const { rows: list } = await pool.query<{ name: string; value: string }>(
    `SELECT name, current_setting(name) AS value FROM pg_settings
     WHERE source = 'command line' AND context <> 'internal' AND name NOT IN ('port', 'data_directory')`,
  );
  const { rows } = await pool.query<{ checksums: string }>(
    "SELECT current_setting('data_checksums') AS checksums",
  );
  return { list, hasChecksums: rows[0]!.checksums === "on" };
}

/** Starts the Postgres of the Debian package with these settings; undefined where there is none. */
export async function startDebian(
  scratch: Scratch,
  settings: Settings,
): Promise<Server | undefined> {
  const programs = await findDebian();
  if (programs === undefined) return undefined;
  const user = process.getuid?.() === 0 ? findUser() : {};
  const place: Place = {
    programs,
    home: join(scratch.folder, "debian"),
    options: { ...user, cwd: "/", env: { PATH: "/usr/bin:/bin", LC_ALL: "C" } },
  };
  const password = await makeData(place, settings.hasChecksums);
  const port = await freePort();
  const lines = [...settings.list, { name: "port", value: `${port}` }].map(
    ({ name, value }) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await appendFile(join(place.home, "data", "postgresql.conf"), lines.join(""));
  const stopServer = startServer(place);
  scratch.stops.push(stopServer);
  const databaseUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
  const house = await openHouse({ databaseUrl });
  const stop = async (): Promise<void> => {
    await house.close();
    await stopServer();
  };
  return { name: `Debian's Postgres ${await versionOf(house)}`, house, stop };
}

type User = { readonly uid: number; readonly gid: number };

/** Where a server lies, and how its programs are run. */
type Place = {
  readonly programs: string;
  readonly home: string;
  readonly options: Partial<User> & { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
};

/** The folder of the newest programs that the ledger takes. */
async function findDebian(): Promise<string | undefined> {
  const majors = (await readdir(DEBIAN).catch(() => []))
    .map(Number)
    .filter((major) => major >= MAJOR_LEAST && major <= MAJOR_MOST);
  return majors.length === 0 ? undefined : join(DEBIAN, `${Math.max(...majors)}`, "bin");
}

function findUser(): User {
  const ask = (...args: string[]): number =>
    Number(execFileSync("id", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  for (const name of ["postgres", "nobody"]) {
    try {
      return { uid: ask("-u", name), gid: ask("-g", name) };
    } catch {
      continue;
    }
  }
  throw new Error("There is neither a user postgres nor nobody to run Postgres as.");
}

/** Makes a server's data as the embedded one's are made; answers its password. */
async function makeData(
  { programs, home, options }: Place,
  hasChecksums: boolean,
): Promise<string> {
  const { uid, gid } = options;
  const password = randomBytes(24).toString("hex");
  const passwordFile = join(home, "password");
  await mkdir(home);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) {
    for (const made of [home, passwordFile]) await chown(made, uid, gid);
  }
  const args = [
    ...[`--pgdata=${join(home, "data")}`, "--username=postgres", `--pwfile=${passwordFile}`],
    ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"],
    ...(hasChecksums ? ["--data-checksums"] : []),
  ];
  await promisify(execFile)(join(programs, "initdb"), args, options);
  return password;
}

/** Starts a server and waits until it is ready; answers how to stop it. */
function startServer({ programs, home, options }: Place): () => Promise<void> {
  const control = join(programs, "pg_ctl");
  const data = join(home, "data");
  const args = ["start", "--silent", "--wait", "--pgdata", data, "--log", join(home, "log")];
  // The server keeps open what it is given, and a pipe of ours would never end.
  execFileSync(control, args, { ...options, stdio: "ignore" });
  const waiting = 'read -r line; exec "$0" stop --silent --wait --mode=fast --pgdata "$1"';
  const watch = spawn("/bin/sh", ["-c", waiting, control, data], {
    ...options,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const stopped = new Promise<void>((resolve) => watch.once("exit", () => resolve()));
  return () => {
    watch.stdin.end();
    return stopped;
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
