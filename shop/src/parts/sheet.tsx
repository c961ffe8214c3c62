/** A sheet over the page: from below on a phone, in the middle on a desk. */
import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { IconButton } from "./icon-button.tsx";
import css from "./sheet.module.css";

type SheetProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
};

export function Sheet({ isOpen, onClose, title, children }: SheetProps) {
  const w = useWords(COMMON);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css["shade"]} />
        <Dialog.Popup className={css["sheet"]}>
          <div className={css["head"]}>
            <Dialog.Title className={css["title"]}>{title}</Dialog.Title>
            <Dialog.Close
              render={
                <IconButton label={w.close} isLarge>
                  <X aria-hidden="true" />
                </IconButton>
              }
            />
          </div>
          <div className={css["body"]}>{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
