/** Faults, part: a state as one text, so that two of them can be compared across processes. */
import { canonicalJson, viewHolders, type State } from "@patronage/engine";

/** The funds, the reserve and everything about every holder; equal texts are equal states. */
export function figuresOf(state: State): string {
  const { reserveE18, outstandingMicro, issuedMicro, proRataE18, tierE18 } = state;
  const holders = [...viewHolders(state)].map((view) => ({
    ...view,
    referrer: view.referrer ?? null,
  }));
  return canonicalJson({ reserveE18, outstandingMicro, issuedMicro, proRataE18, tierE18, holders });
}
