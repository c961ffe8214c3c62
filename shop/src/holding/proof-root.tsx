/** The root of a statement file, and how it compares with the one that this shop publishes. */
import type { Checked } from "@patronage/proof";
import { useQuery } from "@tanstack/react-query";
import { CircleHelp, ShieldAlert, ShieldCheck } from "lucide-react";
import { countText } from "../amounts.ts";
import { closeRootsNowQuery } from "../api/roots.ts";
import { useLang, useWords } from "../lang.ts";
import { Hash, Hashes } from "../parts/hashes.tsx";
import { COMMON } from "../words/common.ts";
import { PROOF } from "../words/proof.ts";
import css from "./proof.module.css";
import { compareRoot } from "./root-compared.ts";

type RootProps = {
  readonly checked: Checked;
  /** Whether the file is of this mall's programme. */
  readonly isHere: boolean;
};

export function Root({ checked, isHere }: RootProps) {
  const lang = useLang();
  const w = useWords(PROOF);
  const { tree, head } = checked.statement;
  return (
    <>
      {isHere ? <WithThisShop checked={checked} /> : <Unknown text={w.rootElsewhere} />}
      <Hashes>
        <Hash name={w.rootName} hash={tree.root} />
        <Hash name={w.headName(countText(head.seq, lang))} hash={head.hash} />
      </Hashes>
    </>
  );
}

function WithThisShop({ checked: { statement, last } }: Pick<RootProps, "checked">) {
  const w = useWords(PROOF);
  const { loading } = useWords(COMMON);
  const { data: published, isPending, isFetching } = useQuery(closeRootsNowQuery);
  if (isPending && isFetching) return <p role="status">{loading}</p>;
  if (published === undefined) return <Unknown text={w.rootUnreached} />;
  const compared = compareRoot(statement, last.date, published);
  if (compared === "unlisted") return <Unknown text={w.rootUnlisted} />;
  if (compared === "same") {
    return (
      <div className={css["good"]} role="status">
        <ShieldCheck aria-hidden="true" />
        <p>{w.rootSame}</p>
      </div>
    );
  }
  return (
    <div className={css["bad"]} role="alert">
      <ShieldAlert aria-hidden="true" />
      <p>{w.rootOther}</p>
    </div>
  );
}

function Unknown({ text }: { readonly text: string }) {
  return (
    <div className={css["unknown"]} role="status">
      <CircleHelp aria-hidden="true" />
      <p>{text}</p>
    </div>
  );
}
