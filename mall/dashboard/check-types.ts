/**
 * Checks the types of the back office's pages: `node mall/dashboard/check-types.ts`.
 *
 * The Dashboard comes as source, which does not pass `tsc` outside of its own repository. So the pages
 * are checked against it, and it is not checked itself.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const CONFIG = fileURLToPath(new URL("tsconfig.json", import.meta.url));
const HOST = {
  getCanonicalFileName: (name: string): string => name,
  getCurrentDirectory: (): string => process.cwd(),
  getNewLine: (): string => "\n",
};

const { config } = ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)) as { config: object };
const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(CONFIG));
const program = ts.createProgram(fileNames, options);
const found = fileNames.flatMap((name) => {
  const file = program.getSourceFile(name);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
});
if (found.length > 0) {
  console.error(ts.formatDiagnostics(found, HOST));
  process.exitCode = 1;
}
