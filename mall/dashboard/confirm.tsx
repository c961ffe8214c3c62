/** Asks once more before something is done, and says again what and to whom. */
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
  Button,
  Input,
  Label,
  usePermissions,
} from "@vendure/dashboard";
import { useState, type ReactNode } from "react";
import { useDesk, type Deed } from "./desk.ts";

type ConfirmProps = {
  readonly label: string;
  readonly title: string;
  readonly text: ReactNode;
  readonly deed: Deed;
  readonly variables: object;
  /** Who may do it; to others it is not shown. */
  readonly may: readonly string[];
  /** What has to be typed, such as a reason; it goes along as `text`. */
  readonly asks?: string;
  readonly isHarsh?: boolean;
  readonly isMain?: boolean;
  readonly isDisabled?: boolean;
  readonly onDone?: () => void;
};

/** A button that asks before it does. */
export function Confirm(props: ConfirmProps) {
  const { hasPermissions } = usePermissions();
  const [isOpen, setOpen] = useState(false);
  if (!hasPermissions([...props.may])) return null;
  const variant = props.isHarsh === true ? "destructive" : props.isMain ? "default" : "outline";
  return (
    <>
      <Button
        type="button"
        size="sm"
        variant={variant}
        disabled={props.isDisabled === true}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <AlertDialog open={isOpen} onOpenChange={setOpen}>
        {isOpen ? <Question {...props} onClose={() => setOpen(false)} /> : null}
      </AlertDialog>
    </>
  );
}

function Question(props: ConfirmProps & { readonly onClose: () => void }) {
  const { t } = useDesk();
  const [typed, setTyped] = useState("");
  const { asks, deed, variables, onClose, onDone } = props;
  const isReady = !deed.isDoing && (asks === undefined || typed.trim() !== "");
  const go = async (): Promise<void> => {
    const isDone = await deed.do(asks === undefined ? variables : { ...variables, text: typed });
    if (isDone) onDone?.();
    onClose();
  };
  return (
    <AlertDialogContent>
      <AlertDialogHeader>
        <AlertDialogTitle>{props.title}</AlertDialogTitle>
        <AlertDialogDescription>{props.text}</AlertDialogDescription>
      </AlertDialogHeader>
      {asks === undefined ? null : (
        <div className="space-y-2">
          <Label htmlFor="patronage-asked">{asks}</Label>
          <Input
            id="patronage-asked"
            autoFocus
            maxLength={200}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      <AlertDialogFooter>
        <AlertDialogCancel>{t("page.cancel")}</AlertDialogCancel>
        <Button
          variant={props.isHarsh === true ? "destructive" : "default"}
          disabled={!isReady}
          onClick={() => void go()}
        >
          {props.label}
        </Button>
      </AlertDialogFooter>
    </AlertDialogContent>
  );
}
