/**
 * The oldest browsers that the shop promises to run in: those of early 2022. A test reads the built
 * scripts as no newer edition of the language, and the styles are written down to the same browsers.
 */
export const BROWSERS = {
  /** WeChat's and other Android web views go by Chrome's number. */
  names: { chrome: "99", safari: "15.4", firefox: "97" },
  scripts: ["chrome99", "safari15.4", "firefox97"],
  /** The edition of the language that all of them read. */
  edition: 2021,
} as const satisfies {
  readonly names: { readonly [name: string]: string };
  readonly scripts: readonly string[];
  readonly edition: number;
};
