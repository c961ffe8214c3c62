/** Statement files in the shop: each shopper's own, the very bytes that the ledger proves, and made once. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, test } from "node:test";
import type { Worker } from "node:worker_threads";
import {
  attest,
  attestationOfFile,
  fileSha256,
  openProver,
  owedAtClose,
  proveHolder,
  readLastAttestation,
  readProgramme,
} from "@patronage/ledger";
import { Client } from "pg";
import { logIn, openSession, type Ask } from "../sample/client.ts";
import { lastAttestation } from "./attested.ts";
import type { MallError } from "./mall.ts";
import { buy, deliver, openKit, PASSWORD, register, type Kit, type Shopper } from "./mall-kit.ts";
import { findMember, type Member } from "./members.ts";
import { programmeFigures } from "./programme.ts";
import { statementProof } from "./proofs.ts";

let kit: Kit;
let member: Member;
let anna: Shopper;
let bob: Shopper;
/** The threads that make files. */
const threads: Worker[] = [];
process.on("worker", (worker) => threads.push(worker));

before(async () => {
  kit = await openKit();
  anna = await register(kit, "anna@example.com");
  bob = await register(kit, "bob@example.com");
  member = (await findMember(kit.mall, kit.owner, bob.customerId))!;
});
after(() => kit.close());

const fileOf = ({ ask }: { readonly ask: Ask }): Promise<string> =>
  ask<{ statementProof: string }>("{ statementProof }").then((told) => told.statementProof);

const lastDate = async (): Promise<string> => {
  const [row] = await kit.sql<{ date: string }>(
    'SELECT date FROM "programme_kit".closes ORDER BY close DESC LIMIT 1',
  );
  return row!.date;
};

/** What `patronage ledger prove` writes. */
const proven = ({ holder }: Shopper): Promise<string | undefined> =>
  readProgramme(kit.house, "kit", async (client) => {
    const last = await readLastAttestation(client);
    return proveHolder(client, await openProver(client), holder, last && attestationOfFile(last));
  });

/** Waits until the mall knows what it did not when it last looked; the longer a look, the longer it is remembered. */
async function known(isKnown: () => Promise<boolean>): Promise<void> {
  while (!(await isKnown())) await wait(100);
}

async function passDays(count: number): Promise<void> {
  await kit.passDays(count);
  const date = await lastDate();
  await known(async () => (await programmeFigures(kit.mall)).fund.lastCloseDate === date);
}

test("before the first close there is no file, and a sentence says so in both languages", async () => {
  const told = { code: "mall.proof_no_close", message: /^No day has been closed yet/ };
  await assert.rejects(fileOf(anna), told);
  const ask = openSession(kit.url, "shop-api", "zh_Hans");
  await logIn(ask, anna.emailAddress, PASSWORD);
  await assert.rejects(fileOf({ ask }), { code: told.code, message: /^还没有日结/ });
  const stranger = openSession(kit.url, "shop-api");
  await assert.rejects(fileOf({ ask: stranger }), /not currently authorized/);
  assert.equal(threads.length, 0);
});

test("each shopper gets the file that the ledger proves for it, byte by byte, and nobody else's", async () => {
  await deliver(kit, await buy(kit, anna, { tea: 2 }));
  await deliver(kit, await buy(kit, bob, { tea: 1 }));
  await passDays(9);
  for (const shopper of [anna, bob]) {
    const text = await fileOf(shopper);
    assert.equal(text, await proven(shopper));
    const { holder, entries } = JSON.parse(text) as {
      holder: { id: string };
      entries: { kind: string }[];
    };
    assert.equal(holder.id, shopper.holder);
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ["holderJoined", "orderAccrued"],
    );
  }
  assert.notEqual(await fileOf(anna), await fileOf(bob));
});

test("the root in a file is the one that is published to everybody, and so is the journal's hash", async () => {
  type Published = { date: string; root: string; entry: string; hash: string };
  const publishedTo = (ask: Ask, args = "") =>
    ask<{ programme: { closeRoots: Published[] } }>(
      `{ programme { closeRoots${args} { date root entry hash } } }`,
    ).then(({ programme }) => programme.closeRoots);
  const { tree, head } = JSON.parse(await fileOf(anna)) as {
    tree: { root: string };
    head: { hash: string; seq: number };
  };
  const stranger = openSession(kit.url, "shop-api");
  await known(async () => (await publishedTo(stranger)).length === 9);
  const all = await publishedTo(stranger);
  assert.deepEqual(all[0], {
    ...{ date: await lastDate(), root: tree.root },
    ...{ entry: String(head.seq), hash: head.hash },
  });
  assert.equal(new Set(all.map(({ root }) => root)).size, 9);
  assert.deepEqual(await publishedTo(anna.ask), all);
  assert.deepEqual(await publishedTo(stranger, "(most: 1)"), all.slice(0, 1));
});

test("however many ask, all holders are looked at once a close", async () => {
  const looks = async (): Promise<number> => {
    const [row] = await kit.sql<{ scans: string }>(
      `SELECT seq_scan + coalesce(idx_scan, 0) AS scans FROM pg_stat_user_tables
       WHERE schemaname = 'programme_kit' AND relname = 'holders'`,
    );
    return Number(row!.scans);
  };
  await passDays(1);
  const earlierCount = threads.length;
  const files = await Promise.all(
    Array.from({ length: 20 }, (_, k) => fileOf(k % 2 === 0 ? anna : bob)),
  );
  assert.equal(new Set(files).size, 2);
  assert.equal(threads.length, earlierCount + 1);
  const before = await looks();
  const [again] = await Promise.all(Array.from({ length: 20 }, () => fileOf(anna)));
  assert.equal(again, files[0]);
  assert.equal(await looks(), before);
  assert.equal(threads.length, earlierCount + 1);
});

test("more than may wait are asked to come again, and those who wait get their answer", async () => {
  const asked = Array.from({ length: 60 }, (_, k) =>
    statementProof(kit.mall, { ...member, holder: `nobody-${k}` }).then(
      () => "made",
      (error: MallError) => error.reason,
    ),
  );
  const reasons = await Promise.all(asked);
  const countOf = (reason: string): number => reasons.filter((one) => one === reason).length;
  assert.deepEqual([countOf("proof_not_counted"), countOf("proof_busy")], [50, 10]);
  assert.equal(await fileOf(bob), await proven(bob));
});

test("after a further close there is a new file, and the thread of the last one has ended", async () => {
  const earlier = await fileOf(anna);
  const thread = threads.at(-1)!;
  const ended = new Promise((done) => thread.once("exit", done));
  await deliver(kit, await buy(kit, anna, { tea: 1 }));
  assert.equal(await fileOf(anna), earlier, "what came after the close is in the next file");
  await passDays(1);
  const later = await fileOf(anna);
  await ended;
  assert.notEqual(later, earlier);
  assert.equal(later, await proven(anna));
  assert.ok(later.includes(`"date":"${await lastDate()}"`));
  assert.ok(!earlier.includes(`"date":"${await lastDate()}"`));
});

test("whoever joined after the last close is told when the file is there", async () => {
  const carl = await register(kit, "carl@example.com");
  await kit.settled();
  const date = await lastDate();
  await assert.rejects(fileOf(carl), {
    code: "mall.proof_not_counted",
    message: `You joined after the last close, which was of ${date}: your statement file is there after the next.`,
  });
  await passDays(1);
  assert.equal(await fileOf(carl), await proven(carl));
});

test("what the bank said stands in the file from when it was attested", async () => {
  const without = await fileOf(anna);
  const date = await lastDate();
  const owed = await readProgramme(kit.house, "kit", (client) => owedAtClose(client, date));
  await attest(kit.house.pool, "kit", {
    ...{ by: "Wang", at: kit.clock.now(), owed, fileSha256: fileSha256(Buffer.from("")) },
    statement: {
      ...{ account: "6222020000001234", currency: "CNY", date },
      ...{ balanceMinor: 15_000n, statement: "", line: 1 },
    },
  });
  await known(async () => (await lastAttestation(kit.mall)) !== undefined);
  const shown = await fileOf(anna);
  assert.equal(shown, await proven(anna));
  const { attestation } = JSON.parse(shown) as { attestation: { date: string; cashMinor: string } };
  assert.deepEqual([attestation.date, attestation.cashMinor], [date, "15000"]);
  assert.ok(without.includes('"attestation":null'));
});

test("a close without a tree is told as that, and the next one mends it", async () => {
  await passDays(1);
  const owner = new Client({ connectionString: kit.house.cluster.url });
  await owner.connect();
  await owner.query(
    `SET session_replication_role = replica;
     UPDATE programme_kit.journal SET events = regexp_replace(events, '"tree":\\{.*\\}', '"tree":{"isTooLarge":true}')
     WHERE seq = (SELECT seq FROM programme_kit.closes ORDER BY close DESC LIMIT 1)`,
  );
  await owner.end();
  const date = await lastDate();
  await assert.rejects(fileOf(anna), {
    code: "mall.proof_no_tree",
    message: new RegExp(`^With the close of ${date} no tree`),
  });
  await passDays(1);
  assert.equal(await fileOf(anna), await proven(anna));
});
