/** What stands where something is on its way: quiet shapes, which say so to whoever listens. */
import { COMMON } from "../words/common.ts";
import { useWords } from "../lang.ts";
import css from "./waiting.module.css";

/** Shapes of so many lines, or of a block so high. */
export function Skeleton({
  lines = 3,
  height,
}: {
  readonly lines?: number;
  readonly height?: number;
}) {
  return (
    <div className={css["skeleton"]} aria-hidden="true">
      {height === undefined ? (
        Array.from({ length: lines }, (_, line) => <i key={line} className={css["line"]} />)
      ) : (
        <i className={css["block"]} style={{ height }} />
      )}
    </div>
  );
}

/** A page on its way. */
export function Waiting() {
  const { loading } = useWords(COMMON);
  return (
    <div className={css["page"]} role="status">
      <span className="unseen">{loading}</span>
      <Skeleton height={160} />
      <Skeleton lines={5} />
    </div>
  );
}
