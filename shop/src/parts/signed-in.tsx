/** What only whoever is logged in sees; everybody else is shown the way to log in, and comes back. */
import type { ReactNode } from "react";
import { AskError } from "../api/ask.ts";
import { useMe, type Me } from "../api/session.ts";
import { Loaded } from "./loaded.tsx";
import { Trouble } from "./trouble.tsx";

export function SignedIn({
  waiting,
  children,
}: {
  /** The shape that stands here meanwhile. */
  readonly waiting?: ReactNode;
  readonly children: (me: Me) => ReactNode;
}) {
  return (
    <Loaded query={useMe()} waiting={waiting}>
      {(me) =>
        me === null ? (
          <Trouble error={new AskError("signed_out", "Nobody is logged in.")} />
        ) : (
          children(me)
        )
      }
    </Loaded>
  );
}
