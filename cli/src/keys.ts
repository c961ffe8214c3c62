/** The work of `patronage keys …`. A key's secrets are printed when it is made, and by nothing else. */
import {
  endKey,
  KeyError,
  listKeys,
  makeKey,
  rotateKey,
  SCOPES,
  type MadeKey,
  type Scope,
} from "@patronage/server";
import type { House } from "@patronage/ledger";
import type { Desk, HouseOptions } from "./ledger-commands.ts";
import { inHouse, programmeOf } from "./ledger-work.ts";
import type { ListOptions, MakeOptions, RotateOptions } from "./serve-commands.ts";
import { textTable } from "./text-table.ts";
import { UserError } from "./user-error.ts";

/** Opens the house for some work; what keys say in a sentence, the user is told. */
async function withKeys(
  options: HouseOptions,
  work: (house: House) => Promise<void>,
): Promise<void> {
  try {
    await inHouse(options, work);
  } catch (error) {
    throw error instanceof KeyError ? new UserError(error.message) : error;
  }
}

function scopesOf(asked: readonly string[]): Scope[] {
  const known: readonly string[] = SCOPES;
  const strange = asked.find((scope) => !known.includes(scope));
  if (strange === undefined) return asked as Scope[];
  throw new UserError(`There is no scope "${strange}"; there are ${SCOPES.join(", ")}.`);
}

const madeText = ({ token, signing }: MadeKey): string =>
  `${token}\n${signing === undefined ? "" : `signing secret: ${signing}\n`}`;

const tellOnce = (): void =>
  void process.stderr.write("Keep it now: it is not shown again, and only its hash is kept.\n");

export async function make(options: MakeOptions, desk: Desk): Promise<void> {
  const scopes = scopesOf(options.scopes);
  await withKeys(options, async (house) => {
    const isHouse = scopes.includes("house") && options.programme === undefined;
    const programme = isHouse ? undefined : await programmeOf(house, options.programme);
    const { name, signed } = options;
    const made = await makeKey(house, { programme, name, scopes, isSigned: signed });
    await desk.print(madeText(made));
    tellOnce();
  });
}

export async function rotate(key: string, options: RotateOptions, desk: Desk): Promise<void> {
  await withKeys(options, async (house) => {
    await desk.print(madeText(await rotateKey(house, key, options.grace)));
    tellOnce();
  });
}

export async function end(key: string, options: HouseOptions, desk: Desk): Promise<void> {
  await withKeys(options, async (house) => {
    await endKey(house, key);
    await desk.print(`${key} has ended.\n`);
  });
}

const COLUMNS = ["key", "programme", "name", "scopes", "made", "last used", "ends"];

const minuteOf = (date: Date | undefined): string =>
  date === undefined ? "" : date.toISOString().slice(0, 16).replace("T", " ");

export async function list(options: ListOptions, desk: Desk): Promise<void> {
  await withKeys(options, async (house) => {
    const keys = await listKeys(house);
    if (options.json) {
      for (const key of keys) {
        const { name, programme, scopes, madeAt, usedAt, endsAt, replacedBy } = key;
        const isSigned = key.signingSecret !== undefined;
        const shown = { key: key.key, programme, name, scopes, isSigned, madeAt, usedAt, endsAt };
        await desk.print(`${JSON.stringify({ ...shown, replacedBy })}\n`);
      }
      return;
    }
    const rows = keys.map((key) => [
      ...[key.key, key.programme ?? "(operator)", key.name],
      key.scopes.join(",") + (key.signingSecret === undefined ? "" : ", signed"),
      ...[minuteOf(key.madeAt), minuteOf(key.usedAt) || "never", minuteOf(key.endsAt)],
    ]);
    for (const line of textTable([COLUMNS, ...rows], { rightFrom: COLUMNS.length })) {
      await desk.print(`${line}\n`);
    }
  });
}
