/** What was asked for, in whichever state it is: on its way, failed, or there. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { COMMON } from "../words/common.ts";
import { useWords } from "../lang.ts";
import { Trouble } from "./trouble.tsx";
import { Skeleton } from "./waiting.tsx";

type LoadedProps<Data> = {
  readonly query: UseQueryResult<Data>;
  /** The shape that stands here meanwhile. */
  readonly waiting?: ReactNode;
  readonly children: (data: Data) => ReactNode;
};

/** Data that was there stays, even when asking again fails. */
export function Loaded<Data>({
  query,
  waiting = <Skeleton lines={5} />,
  children,
}: LoadedProps<Data>) {
  const { loading } = useWords(COMMON);
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <div role="status">
      <span className="unseen">{loading}</span>
      {waiting}
    </div>
  );
}
