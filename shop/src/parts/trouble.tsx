/** What stands where something failed: what happened, that nothing is lost, and the way on. */
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { CloudOff, LockKeyhole, PackageOpen, TriangleAlert, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { AskError, type AskTrouble } from "../api/ask.ts";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { Button, ButtonLink } from "./button.tsx";
import css from "./trouble.module.css";

type MessageProps = {
  readonly icon: ReactNode;
  readonly title: string;
  /** The only heading of a page is its first. */
  readonly isPage?: boolean;
  readonly text?: string | undefined;
  readonly children?: ReactNode;
};

/** A picture, a title, a sentence and what can be done: for failures and for what is empty. */
export function Message({ icon, title, isPage = false, text, children }: MessageProps) {
  return (
    <div className={css["message"]}>
      <div className={css["icon"]} aria-hidden="true">
        {icon}
      </div>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {text !== undefined && <p className={css["text"]}>{text}</p>}
      {children !== undefined && <div className={css["ways"]}>{children}</div>}
    </div>
  );
}

/** Nothing is here yet. */
export function Empty({
  icon = <PackageOpen />,
  ...rest
}: Partial<MessageProps> & { readonly title: string }) {
  return <Message icon={icon} {...rest} />;
}

const ICONS: { readonly [T in AskTrouble]: ReactNode } = {
  offline: <CloudOff />,
  unreachable: <Unplug />,
  signed_out: <LockKeyhole />,
  refused: <TriangleAlert />,
  broken: <TriangleAlert />,
};

/** Something could not be asked. */
export function Trouble({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry?: () => void;
}) {
  const w = useWords(COMMON);
  const client = useQueryClient();
  const { href } = useLocation();
  const trouble = error instanceof AskError ? error.trouble : "broken";
  const told: { readonly [T in AskTrouble]: readonly [title: string, text: string] } = {
    offline: [w.offlineTitle, w.offlineText],
    unreachable: [w.unreachableTitle, w.unreachableText],
    signed_out: [w.signedOutTitle, w.signedOutText],
    refused: [w.refusedTitle, error.message],
    broken: [w.brokenTitle, w.brokenText],
  };
  const [title, text] = told[trouble];
  return (
    <div role="alert">
      <Message icon={ICONS[trouble]} title={title} text={text}>
        {trouble === "signed_out" ? (
          <ButtonLink to="/login" search={{ then: href }}>
            {w.logIn}
          </ButtonLink>
        ) : (
          <Button look="second" onClick={onRetry ?? (() => void client.refetchQueries())}>
            {w.retry}
          </Button>
        )}
      </Message>
    </div>
  );
}

export function NotFound() {
  const w = useWords(COMMON);
  return (
    <Message isPage icon={<PackageOpen />} title={w.notFoundTitle} text={w.notFoundText}>
      <ButtonLink to="/">{w.toHome}</ButtonLink>
    </Message>
  );
}
