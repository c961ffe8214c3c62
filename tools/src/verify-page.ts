/**
 * The page that checks a statement file, as one file: `docs/verify.html`, made of `tools/page/` and of the
 * rooms that check and tell. A test makes it again and compares.
 *
 * Usage: node tools/src/verify-page.ts
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { PAGE_STYLE } from "@patronage/words";

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

export const VERIFY_PAGE = path("docs/verify.html");

/** The text of the page. */
export async function verifyPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path("tools/page/verify.js")],
    ...{ bundle: true, write: false, minify: true, format: "iife", target: "es2022" },
    ...{ charset: "utf8", legalComments: "none", logLevel: "silent" },
  });
  // What ends a script in a page may stand in one as a text.
  const script = outputFiles[0]!.text.trim().replaceAll("</script", "<\\/script");
  const html = await readFile(path("tools/page/verify.html"), "utf8");
  const filled = html.replace("/* STYLE */", () => PAGE_STYLE.trim());
  return filled.replace("/* SCRIPT */", () => script);
}

if (import.meta.main) await writeFile(VERIFY_PAGE, await verifyPage());
