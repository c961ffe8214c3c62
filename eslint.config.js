/**
 * What ESLint finds wrong: mistakes, not layout. Layout is Prettier's; the rooms and their floors,
 * names and lengths are tidy's.
 */
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "**/node_modules/",
    "mall/dashboard/dist/",
    "shop/dist/",
    "shop/src/api/schema.d.ts",
    "api/src/schema.d.ts",
    "out/",
    "reports/",
    "coverage/",
    ".stryker-tmp/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "object-shorthand": "error",
      "no-else-return": "error",
      "no-implicit-coercion": "error",
      "no-param-reassign": "error",
      "no-unneeded-ternary": "error",
      "no-useless-rename": "error",
      "default-case-last": "error",
      curly: ["error", "multi-line"],
    },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        // The engine's own project leaves its tests out, its test project has them all.
        project: ["*/tsconfig.test.json", "*/tsconfig.json", "mall/dashboard/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNever: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ["engine/src/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "UpdateExpression > TSNonNullExpression",
          message:
            "Write `x! += 1`: the mutation run of Stryker 10.0.0 stops at `x!++` (issue 6185).",
        },
      ],
    },
  },
  {
    files: ["**/*.test.ts"],
    rules: {
      // `test` and `describe` of node:test answer promises that the runner itself waits for.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["test", "it", "describe", "suite"] },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
  {
    // Runs in the page as it stands; the build puts the query into it.
    files: ["shop/first.js"],
    languageOptions: {
      globals: {
        ...{ document: "readonly", fetch: "readonly", localStorage: "readonly" },
        ...{ location: "readonly", navigator: "readonly", window: "readonly" },
        ...{ AbortController: "readonly", FIRST_PAGES: "readonly" },
      },
    },
  },
  {
    // Bundled into one page, `docs/verify.html`.
    files: ["tools/page/*.js"],
    languageOptions: {
      globals: { document: "readonly", navigator: "readonly", TextDecoder: "readonly" },
    },
  },
  {
    // The report's scripts share one page: what one defines another uses, and the page checks them.
    files: ["cli/assets/*.js"],
    rules: { "no-undef": "off", "no-unused-vars": "off" },
  },
);
