/** Bank statements are read to the fen, or refused in a sentence that says where and how to mend it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { isXml, readCamt } from "./bank-camt.ts";
import { readBankCsv, readBankMap } from "./bank-csv.ts";
import { readBankFile } from "./bank-file.ts";
import {
  BankFileError,
  chooseStatement,
  FILE_BYTES_MOST,
  maskAccount,
  minorOf,
  type BankFileProblem,
  type BankStatement,
} from "./bank-statement.ts";

const SAMPLES = join(import.meta.dirname, "..", "samples");
const sample = (name: string): Promise<Uint8Array> => readFile(join(SAMPLES, name));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

type Bal = {
  amount?: string;
  sign?: string;
  ccy?: string;
  date?: string;
  code?: string;
  sub?: string;
};

const bal = ({
  amount = "1.00",
  sign = "CRDT",
  ccy = "CNY",
  date,
  code = "CLBD",
  sub,
}: Bal): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry>${sub === undefined ? "" : `<SubTp><Cd>${sub}</Cd></SubTp>`}</Tp>
   <Amt Ccy="${ccy}">${amount}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Dt><Dt>${date ?? "2026-01-31"}</Dt></Dt></Bal>`;

const camt = (
  balances: string,
  account = "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>",
) =>
  bytesOf(
    `<Document><BkToCstmrStmt><Stmt><Id>1</Id>${account}\n${balances}</Stmt></BkToCstmrStmt></Document>`,
  );

function refusal(read: () => unknown): BankFileError {
  try {
    read();
  } catch (error) {
    if (error instanceof BankFileError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "it was read" });
}

function isRefused(read: () => unknown, problem: BankFileProblem, line?: number): void {
  const error = refusal(read);
  assert.equal(error.problem, problem, error.message);
  if (line !== undefined) assert.equal(error.line, line, error.message);
}

test("the CAMT.053 sample says two balances, each in its currency and with its sign", async () => {
  const statements = readCamt(await sample("camt053.xml"));
  assert.deepEqual(
    statements.map((one) => ({ ...one, line: 0 })),
    [
      {
        ...{ account: "6222020000001234", currency: "CNY", date: "2026-01-31" },
        ...{ balanceMinor: 1234_56n, statement: "SAMPLE-0001", line: 0 },
      },
      {
        ...{ account: "DE02120300000000202051", currency: "EUR", date: "2026-01-31" },
        ...{ balanceMinor: -20_50n, statement: "SAMPLE-0002", line: 0 },
      },
    ],
  );
  assert.deepEqual(
    statements.map(({ line }) => line),
    [28, 55],
    "where the balance stands",
  );
  assert.equal(refusal(() => chooseStatement(statements)).problem, "statement_unclear");
  assert.equal(chooseStatement(statements, { account: "2051" }).currency, "EUR");
  assert.equal(
    chooseStatement(statements, { account: "de02 1203 0000 0000 2020 51" }).currency,
    "EUR",
  );
  assert.equal(
    refusal(() => chooseStatement(statements, { date: "2026-01-30" })).problem,
    "statement_missing",
  );
});

test("the CSV sample says the last balance of each day, newest first as it is", async () => {
  const map = readBankMap(new TextDecoder().decode(await sample("bank-map.json")));
  const statements = readBankCsv(await sample("bank.csv"), map);
  isRefused(() => readBankFile(Buffer.from("d,b\n")), "csv_map_missing");
  assert.deepEqual(
    statements.map(({ date, balanceMinor, line }) => [date, balanceMinor, line]),
    [
      ["2026-01-29", 2000_00n, 6],
      ["2026-01-30", 1000_00n, 5],
      ["2026-01-31", 1234_56n, 3],
    ],
  );
  assert.equal(chooseStatement(statements).balanceMinor, 1234_56n);
  assert.equal(chooseStatement(statements, { date: "2026-01-30" }).balanceMinor, 1000_00n);
});

/** An amount as a bank may write it: its minor units, and a text without the sign. */
const written = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.constantFrom("", "0", "000"))
  .map(([amountMinor, zeros]) => {
    const digits = String(amountMinor).padStart(3, "0");
    return { amountMinor, text: `${zeros}${digits.slice(0, -2)}.${digits.slice(-2)}${zeros}` };
  });

test("CAMT: any amount is read to the fen, whatever its size and sign", () => {
  fc.assert(
    fc.property(written, fc.boolean(), ({ amountMinor, text }, isOwing) => {
      const [one] = readCamt(camt(bal({ amount: text, sign: isOwing ? "DBIT" : "CRDT" })));
      assert.equal(one!.balanceMinor, isOwing ? -amountMinor : amountMinor);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("CSV: any amount is read to the fen, with either decimal sign, in either order", () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 28 }), fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(rows, fc.boolean(), fc.boolean(), (some, isComma, isNewest) => {
      const inOrder = some.toSorted(([a], [b]) => a - b);
      const lines = inOrder.map(([day, amountMinor]) => {
        const sign = amountMinor < 0n ? "-" : "";
        const digits = String(amountMinor < 0n ? -amountMinor : amountMinor).padStart(3, "0");
        const thousands = isComma ? "." : ",";
        const whole = digits.slice(0, -2).replace(/\B(?=([0-9]{3})+$)/g, thousands);
        return `${day}.2.2026;"${sign}${whole}${isComma ? "," : "."}${digits.slice(-2)}"`;
      });
      const text = ["Day;Balance", ...(isNewest ? lines.toReversed() : lines)].join("\r\n");
      const map = readBankMap(
        JSON.stringify({
          ...{ columns: { date: "Day", balance: "Balance" }, dateFormat: "d.M.yyyy" },
          ...{ delimiter: ";", account: "1234567", currency: "EUR" },
          ...{ decimal: isComma ? "," : ".", thousands: isComma ? "." : "," },
          order: isNewest ? "newestFirst" : "oldestFirst",
        }),
      );
      const last = new Map(inOrder.map(([day, amountMinor]) => [day, amountMinor]));
      const read = readBankCsv(bytesOf(text), map);
      assert.deepEqual(
        read.map(({ date, balanceMinor }) => [Number(date.slice(-2)), balanceMinor]),
        [...last],
      );
    }),
    { numRuns: 200, seed: 2 },
  );
});

test("what is no amount in whole minor units is none", () => {
  const none = [
    "",
    ".",
    "1,00",
    "1.001",
    "1e2",
    "0x10",
    "NaN",
    "Infinity",
    "１",
    "1 000",
    "--1",
    "1.0.0",
  ];
  for (const text of none) assert.equal(minorOf(text), undefined, text);
  for (const text of ["1", "1.", "1.0", "1.00000", "+1", ".5"]) {
    assert.notEqual(minorOf(text), undefined, text);
  }
  assert.equal(minorOf("1".repeat(41)), undefined);
  for (const amount of ["-1.00", "1.001", "1,00", "&#49;", ""]) {
    isRefused(() => readCamt(camt(bal({ amount }))), "amount_wrong", 2);
  }
});

test("CAMT: of several balances the closing one of the last day counts, never one of a page", () => {
  const [one] = readCamt(
    camt(
      bal({ amount: "1.00", code: "OPBD" }) +
        bal({ amount: "2.00", date: "2026-01-30" }) +
        bal({ amount: "3.00" }) +
        bal({ amount: "9.00", sub: "INTM" }) +
        bal({ amount: "9.00", code: "CLAV" }),
    ),
  );
  assert.equal(one!.balanceMinor, 3_00n);
  isRefused(() => readCamt(camt(bal({}) + bal({ amount: "2.00" }))), "balance_twice");
  isRefused(() => readCamt(camt(bal({ code: "ITBD" }))), "balance_missing", 1);
  isRefused(() => readCamt(camt(bal({ sign: "CREDIT" }))), "camt_incomplete", 2);
  isRefused(() => readCamt(camt(bal({ ccy: "yuan" }))), "camt_incomplete", 2);
  isRefused(() => readCamt(camt(bal({ date: "2026-02-30" }))), "date_wrong", 2);
  isRefused(() => readCamt(camt(bal({}), "")), "camt_incomplete", 1);
  isRefused(() => readCamt(bytesOf("<Document/>")), "camt_missing");
  isRefused(() => readCamt(bytesOf("<html><body>Log in again</body></html>")), "camt_missing");
  isRefused(() => readCamt(bytesOf("<Document>\n<a></b></Document>")), "xml_broken", 2);
});

test("CAMT: prefixes, CDATA, UTF-16 and GB18030 make no difference", () => {
  const text = new TextDecoder().decode(camt(bal({ amount: "<![CDATA[7.25]]>" })));
  const prefixed = text.replace(/<(\/?)([A-Z])/g, "<$1ns2:$2").replace("ns2:[CDATA[", "[CDATA[");
  assert.equal(readCamt(bytesOf(prefixed))[0]!.balanceMinor, 7_25n);
  isRefused(() => readCamt(bytesOf("<Document>\r\n<a></b></Document>")), "xml_broken", 2);
  const crossed = camt(`\r\n\r\n${bal({ amount: "1,00" })}`);
  isRefused(() => readCamt(crossed), "amount_wrong", 4);
  const wide = Buffer.from(`\ufeff${text}`, "utf16le");
  assert.ok(isXml(wide));
  assert.equal(readCamt(wide)[0]!.balanceMinor, 7_25n);
  const declared = bytesOf(`<?xml version="1.0" encoding="GB18030"?>${text}`);
  assert.equal(readCamt(declared)[0]!.balanceMinor, 7_25n);
  isRefused(
    () => readCamt(bytesOf(`<?xml version="1.0" encoding="UTF-7"?>${text}`)),
    "file_unreadable",
  );
  isRefused(() => readCamt(Uint8Array.of(60, 0xc3, 0x28)), "file_unreadable");
});

const LAUGHS = `<?xml version="1.0"?>
<!DOCTYPE lolz [ <!ENTITY lol "lol">
 ${Array.from({ length: 9 }, (_, k) => `<!ENTITY lol${k} "${`&lol${k - 1};`.repeat(10)}">`).join("\n ")}
]>`;

test("hostile XML opens nothing, expands nothing and is over at once", () => {
  const began = performance.now();
  const body = new TextDecoder().decode(camt(bal({})));
  const files: [text: string, problem: BankFileProblem][] = [
    [`<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>${body}`, "xml_declares"],
    [`<!DOCTYPE d SYSTEM "http://127.0.0.1:1/evil.dtd">${body}`, "xml_declares"],
    [`<!doctype d>${body}`, "xml_declares"],
    [`${LAUGHS}${body.replace("1.00", "&lol8;")}`, "xml_declares"],
    [body.replace("1.00", "&lol8;"), "amount_wrong"],
    ["<a>".repeat(500_000), "xml_broken"],
    [`${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}`, "xml_broken"],
    [
      body.replace("<Stmt>", "<Stmt><__proto__><Id>x</Id></__proto__><constructor>1</constructor>"),
      "xml_broken",
    ],
    [body.replace("<Acct>", "<Acct><Id>2</Id>"), "camt_incomplete"],
  ];
  for (const [text, problem] of files) {
    try {
      const [one] = readCamt(bytesOf(text));
      assert.equal(one?.balanceMinor, 1_00n, "a strange name changes nothing");
      assert.equal(({} as { Id?: unknown }).Id, undefined);
    } catch (error) {
      assert.ok(error instanceof BankFileError, `${text.slice(0, 80)}: ${String(error)}`);
      assert.equal(error.problem, problem, error.message);
    }
  }
  const wide = Buffer.from(`\ufeff<!DOCTYPE d [<!ENTITY x "y">]>${body}`, "utf16le");
  isRefused(() => readCamt(wide), "xml_declares", 1);
  isRefused(() => readCamt(new Uint8Array(FILE_BYTES_MOST + 1).fill(32)), "file_too_large");
  assert.ok(performance.now() - began < 5_000);
});

test("any bytes at all are read or refused, never anything else", () => {
  const map = readBankMap(
    JSON.stringify({ columns: { date: "a", balance: "b" }, account: "1234", currency: "CNY" }),
  );
  const camtText = new TextDecoder().decode(camt(bal({})));
  const cut = fc
    .tuple(fc.nat(camtText.length), fc.nat(20), fc.string({ maxLength: 10 }))
    .map(([at, most, text]) => bytesOf(camtText.slice(0, at) + text + camtText.slice(at + most)));
  const isTold = (read: () => BankStatement[]): void => {
    try {
      for (const { balanceMinor, date } of read()) {
        assert.equal(typeof balanceMinor, "bigint");
        assert.match(date, /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
      }
    } catch (error) {
      assert.ok(error instanceof BankFileError, String(error));
    }
  };
  fc.assert(
    fc.property(fc.oneof(cut, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      isTold(() => readCamt(bytes));
      isTold(() => readBankCsv(bytes, map));
      isXml(bytes);
    }),
    { numRuns: 600, seed: 3 },
  );
});

const CSV_MAP = { columns: { date: "d", balance: "b" }, account: "1234", currency: "CNY" };
const csv = (text: string, more: object = {}): BankStatement[] =>
  readBankCsv(bytesOf(text), readBankMap(JSON.stringify({ ...CSV_MAP, ...more })));

test("CSV: every trouble names its line", () => {
  isRefused(() => csv("d,b\n2026-01-31,1\n2026-02-31,2"), "date_wrong", 3);
  isRefused(() => csv("d,b\n2026-01-31,1\n合计,2"), "date_wrong", 3);
  isRefused(() => csv("d,b\n\n2026-01-31,1.001"), "amount_wrong", 3);
  isRefused(() => csv('d,b\n2026-01-31,"1,00"'), "amount_wrong", 2);
  isRefused(() => csv('d,b\n2026-01-31,"1,0000"', { thousands: "," }), "amount_wrong", 2);
  isRefused(() => csv("d,b\n2026-01-31,1.5", { decimal: "," }), "amount_wrong", 2);
  isRefused(() => csv("d,b\n2026-01-31"), "amount_wrong", 2);
  isRefused(() => csv("d,c\n2026-01-31,1"), "csv_column_missing", 1);
  isRefused(() => csv(""), "csv_column_missing");
  isRefused(() => csv("d,b"), "balance_missing", 1);
  isRefused(() => csv('d,b\n2026-01-31,"1'), "csv_broken");
  isRefused(() => csv("d,b\n2026-01-31,1\n2026-01-31,2"), "csv_order_unknown");
  isRefused(() => csv("d,b\n2026-01-30,1\n2026-01-31,2\n2026-01-30,3"), "csv_order_unknown");
  assert.equal(csv("\ufeffd,b\n2026-01-31 23:59:59,¥1.5")[0]!.balanceMinor, 1_50n);
  assert.equal(csv("d,b,n\n2026-01-31,-¥2,x")[0]!.balanceMinor, -2_00n);
});

test("CSV: several accounts in one file stand apart", () => {
  const text = "n,d,b\nA-1111,2026-01-30,1\nB-2222,2026-01-30,2\nA-1111,2026-01-31,3";
  const statements = csv(text, { columns: { date: "d", balance: "b", account: "n" } });
  assert.equal(statements.length, 3);
  assert.equal(chooseStatement(statements, { account: "2222" }).balanceMinor, 2_00n);
  assert.equal(chooseStatement(statements, { account: "1111" }).balanceMinor, 3_00n);
});

test("a map says everything that is wrong with it at once", () => {
  const map = { columns: { date: 1 }, dateFormat: "yyyy", decimal: ";", x: 1, currency: "¥" };
  const { problem, message } = refusal(() => readBankMap(JSON.stringify(map)));
  assert.equal(problem, "csv_map_wrong");
  for (const name of [
    "columns.date",
    "columns.balance",
    "dateFormat",
    "decimal",
    '"x"',
    "currency",
  ]) {
    assert.ok(message.includes(name), `${name} in ${message}`);
  }
  for (const text of ["", "[]", "null", "{"]) isRefused(() => readBankMap(text), "csv_map_wrong");
});

test("of an account only the end is shown, and never most of it", () => {
  assert.equal(maskAccount("DE02 1203 0000 0000 2020 51"), "…2051");
  assert.equal(maskAccount("123456"), "…456");
  assert.equal(maskAccount("1"), "…");
  assert.equal(maskAccount(""), "…");
});
