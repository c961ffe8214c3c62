/** What the shop's pages ask the mall, as it stands in their sources. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export const SHOP = join(import.meta.dirname, "../../shop");

/** The documents of all pages: what is given to `graphql`, and those of the first script. */
export function shopDocuments(): { readonly path: string; readonly text: string }[] {
  const paths = globSync("src/**/*.{ts,tsx}", { cwd: SHOP });
  return paths.filter((path) => !path.endsWith(".d.ts")).flatMap(documentsOf);
}

function documentsOf(path: string): { path: string; text: string }[] {
  const found: { path: string; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const isCall = ts.isCallExpression(node) && node.expression.getText() === "graphql";
    const given = isCall
      ? node.arguments[0]
      : ts.isVariableDeclaration(node) && node.name.getText().endsWith("_QUERY")
        ? node.initializer
        : undefined;
    if (given !== undefined && ts.isNoSubstitutionTemplateLiteral(given)) {
      found.push({ path, text: given.text });
    }
    ts.forEachChild(node, visit);
  };
  const text = readFileSync(join(SHOP, path), "utf8");
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}
