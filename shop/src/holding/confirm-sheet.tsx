/**
 * The last look before money moves: the exact figures, one button that cannot be pressed twice, and what
 * went wrong if something did. It stays open until there is an answer.
 */
import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { Button } from "../parts/button.tsx";
import css from "./confirm-sheet.module.css";
import { Failure } from "../parts/failure.tsx";
import { Sheet } from "../parts/sheet.tsx";

type ConfirmSheetProps = {
  readonly isOpen: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly look?: "primary" | "danger";
  /** What the other button says; "cancel" when left out. */
  readonly dismiss?: string;
  readonly isBusy: boolean;
  /** Why it was not done the last time, and what is said when no answer came; see Failure. */
  readonly error: Error | null;
  readonly unknown?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export function ConfirmSheet({
  isOpen,
  title,
  confirm,
  look = "primary",
  dismiss,
  isBusy,
  error,
  unknown,
  onConfirm,
  onClose,
  children,
}: ConfirmSheetProps) {
  const { cancel } = useWords(COMMON);
  // A second press may come before the first has made the button busy.
  const isPressed = useRef(false);
  useEffect(() => {
    isPressed.current = false;
  }, [isBusy, isOpen]);
  const press = (): void => {
    if (isPressed.current) return;
    isPressed.current = true;
    onConfirm();
  };
  const close = (): void => {
    if (!isBusy) onClose();
  };
  return (
    <Sheet isOpen={isOpen} onClose={close} title={title}>
      {children}
      <Failure error={error} unknown={unknown} />
      <div className={css["ways"]}>
        <Button look={look} isWide isBusy={isBusy} onClick={press}>
          {confirm}
        </Button>
        <Button look="quiet" isWide disabled={isBusy} onClick={close}>
          {dismiss ?? cancel}
        </Button>
      </div>
    </Sheet>
  );
}
