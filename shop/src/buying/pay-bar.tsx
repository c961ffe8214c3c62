/** The bar at the foot of a page that leads on: what it comes to, and the button. It stays in sight. */
import { useEffect, type ReactNode } from "react";
import css from "./pay-bar.module.css";

export function PayBar({
  label,
  amount,
  note,
  children,
}: {
  readonly label: ReactNode;
  readonly amount: ReactNode;
  /** A small line above. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  useFoot();
  return (
    <div className={css["place"]}>
      <div className={css["bar"]}>
        {note !== undefined && <p className={css["note"]}>{note}</p>}
        <p className={css["sum"]} aria-live="polite">
          <span className={css["label"]}>{label}</span>
          <span className={css["amount"]}>{amount}</span>
        </p>
        <div className={css["action"]}>{children}</div>
      </div>
    </div>
  );
}

/** Tells the rest of the page that its foot is taken, so that announcements stand above it. */
function useFoot(): void {
  useEffect(() => {
    const { classList } = document.documentElement;
    classList.add("footed");
    return () => classList.remove("footed");
  }, []);
}
