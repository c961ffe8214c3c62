/**
 * The last look before money moves: the exact figures, one button, and what went wrong if something did. It
 * stays open until there is an answer.
 */
import type { ReactNode } from "react";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { Button } from "./button.tsx";
import css from "./confirm-sheet.module.css";
import { Failure } from "./failure.tsx";
import { Sheet } from "./sheet.tsx";

type ConfirmSheetProps = {
  readonly isOpen: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly look?: "primary" | "danger";
  /** What the other button says; "cancel" when left out. */
  readonly dismiss?: string;
  readonly isBusy: boolean;
  /** Whether the figures are there; they are when left out. */
  readonly isReady?: boolean;
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
  isReady = true,
  error,
  unknown,
  onConfirm,
  onClose,
  children,
}: ConfirmSheetProps) {
  const { cancel } = useWords(COMMON);
  const close = (): void => {
    if (!isBusy) onClose();
  };
  return (
    <Sheet isOpen={isOpen} onClose={close} title={title}>
      {children}
      <Failure error={error} unknown={unknown} />
      <div className={css["ways"]}>
        <Button look={look} isWide isBusy={isBusy} disabled={!isReady} onClick={onConfirm}>
          {confirm}
        </Button>
        <Button look="quiet" isWide disabled={isBusy} onClick={close}>
          {dismiss ?? cancel}
        </Button>
      </div>
    </Sheet>
  );
}
