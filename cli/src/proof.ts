/**
 * `patronage verify-statement`: checks a holder's statement file, with nothing but the file. No ledger,
 * no network and no engine are asked: the file is worked out again by `proof` alone.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Option, type Command } from "commander";
import { checkStatement, type Checked } from "@patronage/proof";
import { proofFault, proofInWords, type Lang } from "@patronage/words";
import { fromSystemError } from "./user-error.ts";

export type ProofDesk = {
  readonly print: (text: string) => Promise<void>;
  readonly examples: (...commands: readonly string[]) => string;
  readonly langOf: (option: Lang | undefined) => Lang;
};

const REFUSED = 1;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** Adds `patronage verify-statement`. */
export function addVerifyStatement(program: Command, { print, examples, langOf }: ProofDesk): void {
  program
    .command("verify-statement")
    .summary("check a holder's statement file, without a ledger or a network")
    .description(
      "Works out again every dividend, the NAV of every day and the way to the root of the last close, " +
        "from the file alone, and says what was checked and what no file can prove. Exit status 1 when " +
        "anything does not fit.",
    )
    .argument("<file>", "the statement file")
    .addOption(new Option("--lang <language>", "language of the words").choices(["zh", "en"]))
    .option("--json", "print what was found as JSON")
    .addHelpText(
      "after",
      examples("verify-statement anna.json", "verify-statement anna.json --lang zh"),
    )
    .action(async (path: string, options: { lang?: Lang; json?: true }) => {
      const verdict = checkStatement(await readText(path), sha256);
      // Before printing: whoever reads may stop reading.
      if (!verdict.ok) process.exitCode = REFUSED;
      const lang = langOf(options.lang);
      if (options.json) {
        const found = verdict.ok ? foundJson(verdict.checked) : { fits: false, ...verdict.fault };
        await print(`${JSON.stringify(found, null, 2)}\n`);
      } else if (verdict.ok) await print(told(verdict.checked, lang));
      else await print(`${path}: ${proofFault(verdict.fault, lang)}\n`);
    });
}

/** The text of a file; of bytes that are no text one that is no statement. */
async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

function told(checked: Checked, lang: Lang): string {
  const { title, checked: sentences, limitsTitle, limits } = proofInWords(checked, lang);
  const lines = (list: readonly string[]): string[] => list.map((sentence) => `  ${sentence}`);
  return `${[title, ...lines(sentences), limitsTitle, ...lines(limits)].join("\n")}\n`;
}

function foundJson({ statement, ...checked }: Checked) {
  const { programme, holder, tree, head } = statement;
  return {
    ...{ fits: true, programme, holder: holder.id, date: checked.last.date },
    ...{ closes: checked.closeCount, dividendDays: checked.dividendDays },
    dividendsMinor: String(checked.dividendsMinor),
    walletMinor: String(checked.walletMinor),
    ...{ root: tree.root, head: head.hash, seq: head.seq },
  };
}
