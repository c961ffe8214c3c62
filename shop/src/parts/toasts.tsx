/** Announcements at the edge of the page. */
import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { onAnnounce, takeAnnouncements, type Announcement } from "../announce.ts";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import css from "./toasts.module.css";

const manager = Toast.createToastManager();

function show({ text, tone = "good", action }: Announcement): void {
  const id = manager.add({
    title: text,
    type: tone,
    ...(action === undefined
      ? {}
      : {
          actionProps: {
            children: action.label,
            onClick: () => {
              manager.close(id);
              action.onPress();
            },
          },
        }),
  });
}

export function Toasts() {
  useEffect(() => {
    const showAll = (): void => takeAnnouncements().forEach(show);
    showAll();
    return onAnnounce(showAll);
  }, []);
  return (
    <Toast.Provider toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className={css["port"]}>
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Shown() {
  const w = useWords(COMMON);
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={css["toast"]}>
      <Toast.Title render={<p />} className={css["text"]} />
      {toast.actionProps !== undefined && <Toast.Action className={css["action"]} />}
      {/* The library hides it from screen readers, and leaves it where a key gets to. */}
      <Toast.Close className={css["close"]} aria-label={w.close} aria-hidden={false}>
        <X aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ));
}
