/**
 * Compiles the mall's own TypeScript as it is loaded.
 *
 * Node strips types and leaves the rest as it is; the commerce engine's framework needs decorators and
 * the types of constructors' parameters kept. So processes of the mall begin with
 * `--import @patronage/mall/transpile`, and files of other rooms stay with Node.
 */
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync, type Options } from "@swc/core";

const HERE = new URL("./", import.meta.url).href;

const OPTIONS: Options = {
  configFile: false,
  swcrc: false,
  sourceMaps: "inline",
  jsc: {
    parser: { syntax: "typescript", decorators: true },
    target: "es2024",
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      verbatimModuleSyntax: true,
    },
  },
  module: { type: "es6" },
};

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith(HERE) || !url.endsWith(".ts")) return nextLoad(url, context);
    const loaded = nextLoad(url, { ...context, format: "module-typescript" });
    const source =
      typeof loaded.source === "string"
        ? loaded.source
        : Buffer.from(loaded.source as Uint8Array).toString();
    const { code } = transformSync(source, { ...OPTIONS, filename: fileURLToPath(url) });
    return { format: "module", source: code, shortCircuit: true };
  },
});
