/** What the shop publishes of each close, for anybody to keep and to compare. */
import { useQuery } from "@tanstack/react-query";
import { countText } from "../amounts.ts";
import { closeRootsQuery, type CloseRoot } from "../api/roots.ts";
import { dayText } from "../days.ts";
import { useLang, useWords } from "../lang.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Hash, Hashes } from "../parts/hashes.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card } from "../parts/page.tsx";
import { ROOTS } from "../words/roots.ts";
import css from "./check-books.module.css";

export function Roots() {
  const w = useWords(ROOTS);
  const roots = useQuery(closeRootsQuery);
  return (
    <Card title={w.title}>
      <p className={css["text"]}>{w.text}</p>
      <Loaded query={roots}>
        {(closes) => {
          const [last] = closes;
          if (last === undefined) return <p>{w.none}</p>;
          return (
            <>
              <Last close={last} />
              <p className={css["soft"]}>{w.hashText}</p>
              <Earlier closes={closes} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Last({ close: { date, root, entry, hash } }: { readonly close: CloseRoot }) {
  const lang = useLang();
  const w = useWords(ROOTS);
  const day = dayText(date, lang);
  return (
    <>
      {root === null && <p>{w.noRoot(day)}</p>}
      <Hashes>
        {root !== null && <Hash name={w.root(day)} hash={root} />}
        <Hash name={w.hash(countText(Number(entry), lang))} hash={hash} />
      </Hashes>
    </>
  );
}

/** A close a line: its day, its root, and the journal's entry and hash. */
const asText = (closes: readonly CloseRoot[]): string =>
  closes.map(({ date, root, entry, hash }) => `${date} ${root ?? "-"} ${entry} ${hash}`).join("\n");

function Earlier({ closes }: { readonly closes: readonly CloseRoot[] }) {
  const lang = useLang();
  const w = useWords(ROOTS);
  return (
    <details>
      <summary className={css["summary"]}>{w.earlier(countText(closes.length, lang))}</summary>
      <ol className={css["roots"]}>
        {closes.map(({ date, root }) => (
          <li key={date}>
            <span>{dayText(date, lang)}</span>
            <code>{root ?? w.withoutRoot}</code>
          </li>
        ))}
      </ol>
      <CopyButton text={asText(closes)} label={w.all} />
    </details>
  );
}
