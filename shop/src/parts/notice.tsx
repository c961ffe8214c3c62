/** A sentence that matters: of risk, of success, of failure. */
import type { ReactNode } from "react";
import css from "./notice.module.css";

export function Notice({
  tone = "plain",
  children,
}: {
  readonly tone?: "plain" | "good" | "bad" | "gold";
  readonly children: ReactNode;
}) {
  const role = tone === "bad" ? "alert" : tone === "good" ? "status" : undefined;
  return (
    <div className={`${css["notice"]} ${css[tone]}`} role={role}>
      {children}
    </div>
  );
}
