/** What is kept about somebody: a file of all of it, and the end of the account. */
import { Leaf } from "lucide-react";
import { useState } from "react";
import { myDataFile } from "../api/my-data.ts";
import { bridge } from "../bridge/bridge.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Deletion } from "./deletion.tsx";
import { Failure } from "../parts/failure.tsx";
import { Notice } from "../parts/notice.tsx";
import { Card, Page } from "../parts/page.tsx";
import { SignedIn } from "../parts/signed-in.tsx";
import { Message } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { COMMON } from "../words/common.ts";
import { DATA } from "../words/data.ts";

const WAITING_HEIGHT = 180;

export function DataPage() {
  const w = useWords(DATA);
  const common = useWords(COMMON);
  const [isGone, setGone] = useState(false);
  return (
    <Page title={w.title} up="/me">
      {isGone ? (
        <div role="status">
          <Message icon={<Leaf />} title={w.goodbyeTitle} text={w.goodbyeText}>
            <ButtonLink to="/">{common.toHome}</ButtonLink>
          </Message>
        </div>
      ) : (
        <SignedIn waiting={<Skeleton height={WAITING_HEIGHT} />}>
          {(me) => (
            <>
              <Export />
              <Deletion me={me} onDone={() => setGone(true)} />
            </>
          )}
        </SignedIn>
      )}
    </Page>
  );
}

function Export() {
  const w = useWords(DATA);
  const exporting = useDeed({
    mutationFn: async (): Promise<string> => {
      const content = await myDataFile();
      const name = `${w.fileName}-${new Date().toISOString().slice(0, 10)}.json`;
      await bridge().save({ name, type: "application/json", content });
      return name;
    },
  });
  return (
    <Card title={w.export}>
      <p>{w.exportText}</p>
      <Failure error={exporting.error} />
      {exporting.data !== undefined && <Notice tone="good">{w.exported(exporting.data)}</Notice>}
      <div>
        <Button look="second" isBusy={exporting.isPending} onClick={() => exporting.mutate()}>
          {w.exportDo}
        </Button>
      </div>
    </Card>
  );
}
