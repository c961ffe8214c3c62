/**
 * Members: customers as holders, and who brought them in.
 *
 * Whoever verifies the address it registered with joins the ledger, with its referrer, for good. A
 * referral that looks like one's own is kept for a person to look at; until then the member has not
 * joined, and its orders wait. Guests' orders wait in the same way for their buyer to register.
 */
import { createHmac, randomInt } from "node:crypto";
import type { RequestContext } from "@vendure/core";
import { MallError, query, send, type Mall } from "./mall.ts";
import { sendWaiting } from "./orders.ts";

export type Member = {
  readonly customer_id: number;
  readonly holder: string;
  readonly code: string;
  readonly referrer_id: number | null;
  readonly state: "review" | "joined";
  readonly registered_at: Date;
  readonly joined_at: Date | null;
  readonly deleted_at: Date | null;
};

/** What two customers have in common when one may be the other. */
export type TraceKind = "device" | "payer" | "phone" | "address" | "person";

/** Letters and digits that are not taken for each other. */
const CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE_LENGTH = 8;

export async function findMember(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
): Promise<Member | undefined> {
  const [member] = await query<Member>(
    mall,
    ctx,
    "SELECT * FROM patronage_member WHERE customer_id = $1",
    [customerId],
  );
  return member;
}

/** The member behind the session of a shopper; undefined for whoever is no holder yet. */
export async function sessionMember(mall: Mall, ctx: RequestContext): Promise<Member | undefined> {
  if (ctx.activeUserId === undefined) return undefined;
  const [member] = await query<Member>(
    mall,
    ctx,
    `SELECT m.* FROM patronage_member m JOIN customer c ON c.id = m.customer_id
     WHERE c."userId" = $1 AND c."deletedAt" IS NULL AND m.state = 'joined'`,
    [ctx.activeUserId],
  );
  return member;
}

/** The member behind the session of a shopper. Refuses: not_logged_in, not_a_holder. */
export async function activeMember(mall: Mall, ctx: RequestContext): Promise<Member> {
  if (ctx.activeUserId === undefined) throw new MallError("not_logged_in");
  const member = await sessionMember(mall, ctx);
  if (member === undefined) throw new MallError("not_a_holder");
  return member;
}

/**
 * Lets one after the other whoever moves a member's shares or money, until the transaction ends.
 * Refuses: not_a_holder.
 */
export async function lockMember(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
): Promise<Member> {
  const [member] = await query<Member>(
    mall,
    ctx,
    `SELECT * FROM patronage_member WHERE customer_id = $1 ${mall.isLocked ? "FOR UPDATE" : ""}`,
    [customerId],
  );
  if (member?.state !== "joined") throw new MallError("not_a_holder");
  return member;
}

function digestOf({ secret }: Mall, kind: TraceKind, text: string): string {
  return createHmac("sha256", secret).update(`${kind}:${text}`).digest("base64url");
}

/** What stays of a text when case, spaces and punctuation are left out. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** An address without what many providers ignore: a tag behind a plus sign, and dots. */
function plainEmail(address: string): string {
  const [name = "", host = ""] = address.normalize("NFKC").toLowerCase().split("@");
  return `${name.replace(/\+.*$/, "").replaceAll(".", "")}@${host}`;
}

/** Notes what tells a customer apart. Empty texts tell nothing. */
export async function noteTraces(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  traces: { readonly [Kind in TraceKind]?: string | undefined },
): Promise<void> {
  const told = (Object.entries(traces) as [TraceKind, string | null | undefined][])
    .map(([kind, text]) => ({ kind, text: (kind === "person" ? plainEmail : plain)(text ?? "") }))
    .filter(({ text }) => text !== "" && text !== "@");
  if (told.length === 0) return;
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_trace (customer_id, kind, digest, seen_at)
     SELECT $1, kind, digest, $4 FROM unnest($2::text[], $3::text[]) AS told (kind, digest)
     ON CONFLICT DO NOTHING`,
    [
      customerId,
      told.map(({ kind }) => kind),
      told.map(({ kind, text }) => digestOf(mall, kind, text)),
      mall.clock.now(),
    ],
  );
}

/** The kinds of traces that a customer shares with its referrer or that one's. */
export async function sharedTraces(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  referrerId: number,
): Promise<TraceKind[]> {
  const rows = await query<{ kind: TraceKind }>(
    mall,
    ctx,
    `SELECT DISTINCT mine.kind FROM patronage_trace mine
     JOIN patronage_trace theirs USING (kind, digest)
     WHERE mine.customer_id = $1 AND theirs.customer_id IN (
       SELECT $2::integer UNION SELECT referrer_id FROM patronage_member WHERE customer_id = $2)
       AND theirs.customer_id <> $1
     ORDER BY 1`,
    [customerId, referrerId],
  );
  return rows.map(({ kind }) => kind);
}

/** Notes what somebody registers with; of several tries before the address is verified the last counts. */
export async function noteRegistration(
  mall: Mall,
  ctx: RequestContext,
  emailAddress: string,
  { code, device }: { readonly code?: string | undefined; readonly device?: string | undefined },
): Promise<void> {
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_registration (customer_id, code, device, registered_at)
     SELECT c.id, $2, $3, $4 FROM customer c JOIN "user" u ON u.id = c."userId"
     WHERE c."emailAddress" = $1 AND c."deletedAt" IS NULL AND NOT u.verified
     ON CONFLICT (customer_id) DO UPDATE SET code = $2, device = $3, registered_at = $4`,
    [emailAddress.trim().toLowerCase(), code ?? null, device ?? null, mall.clock.now()],
  );
}

type Registered = {
  readonly id: number;
  readonly emailAddress: string;
  readonly phoneNumber: string;
  readonly code: string | null;
  readonly device: string | null;
};

/** Makes a customer a holder, once; what it bought before goes to the ledger with it. */
export async function join(mall: Mall, ctx: RequestContext, customerId: number): Promise<void> {
  const [customer] = await query<Registered>(
    mall,
    ctx,
    `SELECT c.id, c."emailAddress", c."phoneNumber", r.code, r.device FROM customer c
     LEFT JOIN patronage_registration r ON r.customer_id = c.id WHERE c.id = $1 FOR UPDATE OF c`,
    [customerId],
  );
  if (customer === undefined || (await findMember(mall, ctx, customerId)) !== undefined) return;
  const { emailAddress, phoneNumber, device } = customer;
  await noteTraces(mall, ctx, customerId, {
    person: emailAddress,
    phone: phoneNumber,
    device: device ?? undefined,
  });
  const referrer = await findReferrer(mall, ctx, customer);
  const reasons =
    referrer === undefined
      ? []
      : [
          ...(await sharedTraces(mall, ctx, customerId, referrer.customer_id)),
          ...(referrer.state === "joined" ? [] : ["referrer_in_review"]),
        ];
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_member (customer_id, holder, code, referrer_id, state, registered_at)
     VALUES ($1, $2, $3, $4, 'review', $5)`,
    [
      customerId,
      `c${customerId}`,
      await newCode(mall, ctx),
      referrer?.customer_id ?? null,
      mall.clock.now(),
    ],
  );
  if (reasons.length === 0) return finishJoining(mall, ctx, customerId);
  await query(
    mall,
    ctx,
    "INSERT INTO patronage_review (customer_id, reasons, made_at) VALUES ($1, $2, $3)",
    [customerId, reasons, mall.clock.now()],
  );
}

async function findReferrer(
  mall: Mall,
  ctx: RequestContext,
  { id, code }: Registered,
): Promise<Member | undefined> {
  if (code === null) return undefined;
  const [referrer] = await query<Member>(
    mall,
    ctx,
    `SELECT * FROM patronage_member
     WHERE code = $1 AND customer_id <> $2 AND deleted_at IS NULL`,
    [code.trim().toUpperCase(), id],
  );
  return referrer;
}

async function newCode(mall: Mall, ctx: RequestContext): Promise<string> {
  for (;;) {
    const letters = Array.from(
      { length: CODE_LENGTH },
      () => CODE_LETTERS[randomInt(CODE_LETTERS.length)],
    );
    const code = letters.join("");
    const taken = await query(mall, ctx, "SELECT FROM patronage_member WHERE code = $1", [code]);
    if (taken.length === 0) return code;
  }
}

/** Joins a member in the ledger, with the referrer its row names, and sends what has waited for it. */
export async function finishJoining(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
): Promise<void> {
  const [row] = await query<{ holder: string; referrer: string | null }>(
    mall,
    ctx,
    `UPDATE patronage_member m SET state = 'joined', joined_at = $2
     WHERE customer_id = $1 AND state = 'review'
     RETURNING holder, (SELECT holder FROM patronage_member r WHERE r.customer_id = m.referrer_id) AS referrer`,
    [customerId, mall.clock.now()],
  );
  if (row === undefined) return;
  await send(mall, ctx, joinCommand(row));
  await sendWaiting(mall, ctx, customerId);
}

/** The command by which a member joined. */
export function joinCommand({
  holder,
  referrer,
}: {
  readonly holder: string;
  readonly referrer: string | null;
}): { [name: string]: string } {
  return {
    id: `holder.join ${holder}`,
    type: "holder.join",
    holder,
    ...(referrer === null ? {} : { referrer }),
  };
}
