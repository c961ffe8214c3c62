/** How a statement file is checked without us: three ways, and the files for two of them. */
import { Download } from "lucide-react";
import { announce } from "../announce.ts";
import { bridge } from "../bridge/bridge.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { Button } from "../parts/button.tsx";
import { Card } from "../parts/page.tsx";
import { PROOF } from "../words/proof.ts";
import css from "./proof.module.css";

// The builder puts both beside the pages, and their addresses here.
const PAGE = {
  url: new URL("../../../docs/verify.html", import.meta.url).href,
  ...{ name: "verify.html", type: "text/html;charset=utf-8" },
};
const PROGRAM = {
  url: new URL("../../../docs/reference/verify-statement.py", import.meta.url).href,
  ...{ name: "verify-statement.py", type: "text/x-python" },
};

export function WithoutUs() {
  const w = useWords(PROOF);
  return (
    <Card title={w.without}>
      <p>{w.withoutText}</p>
      <ol className={css["steps"]}>
        <li>
          <p>{w.pageFile}</p>
          <SaveFile file={PAGE} label={w.savePage} />
        </li>
        <li>
          <p>{w.python}</p>
          <code className={css["command"]}>python3 verify-statement.py statement.json</code>
          <SaveFile file={PROGRAM} label={w.savePython} />
        </li>
        <li>
          <p>{w.command}</p>
          <code className={css["command"]}>npx patronage verify-statement statement.json</code>
        </li>
      </ol>
      <p className={css["soft"]}>{w.source}</p>
    </Card>
  );
}

type SaveFileProps = {
  readonly file: { readonly url: string; readonly name: string; readonly type: string };
  readonly label: string;
};

function SaveFile({ file: { url, name, type }, label }: SaveFileProps) {
  const w = useWords(PROOF);
  const saving = useDeed({
    mutationFn: async () => {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.statusText);
      await bridge().save({ name, type, content: await answer.text() });
    },
    onSuccess: () => announce({ text: w.saved }),
    onError: () => announce({ text: w.notSaved, tone: "bad" }),
  });
  return (
    <Button look="quiet" isBusy={saving.isPending} onClick={() => saving.mutate()}>
      <Download aria-hidden="true" size={16} />
      {label}
    </Button>
  );
}
