/**
 * Which simulator this is: the version of the engine it runs, and a number that is changed whenever
 * people behave otherwise. What another edition came to is no answer any more.
 */
export const EDITION = "0.1.0/2";
