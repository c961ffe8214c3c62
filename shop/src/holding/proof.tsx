/**
 * The page of the statement file: one's own from the mall or one of this device, checked here, with what was
 * checked, what no file can prove, and how to check it without us. Checking needs neither a login nor a network.
 */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { FileClock } from "lucide-react";
import { useMemo, useState } from "react";
import { AskError, codeOf } from "../api/ask.ts";
import { attestationQuery } from "../api/attestation.ts";
import { statementFaultsQuery, statementProofQuery } from "../api/proof.ts";
import { useWords } from "../lang.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Column, Columns } from "../parts/columns.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { AtBank } from "../programme/at-bank.tsx";
import { COMMON } from "../words/common.ts";
import { PROOF } from "../words/proof.ts";
import { ChooseFile } from "./choose-file.tsx";
import { WhatWasChecked } from "./proof-checked.tsx";
import { checkText, type LookedAt } from "./proof-file.ts";
import { Limits } from "./proof-limits.tsx";
import { VerdictCard } from "./proof-verdict.tsx";
import { WithoutUs } from "./proof-without.tsx";
import css from "./proof.module.css";

const WAITING_HEIGHTS = [220, 640] as const;
/** Why there is no file, where that is nobody's fault. */
const NONE_YET = [
  "mall.proof_no_close",
  "mall.proof_not_counted",
  "mall.proof_no_tree",
  "mall.not_a_holder",
];

export function ProofPage() {
  const w = useWords(PROOF);
  const own = useQuery(statementProofQuery);
  // The words for what does not fit are there before they are needed, and without a network.
  useQuery(statementFaultsQuery);
  const [chosen, setChosen] = useState<LookedAt>();
  const ownFile = useMemo(
    () => (own.data === undefined ? undefined : { text: own.data, name: undefined }),
    [own.data],
  );
  const file = chosen ?? ownFile;
  const hasBack = chosen !== undefined && ownFile !== undefined;
  return (
    <Page title={w.title} up="/shares/statement" isWide>
      <p className={css["soft"]}>{w.intro}</p>
      {file === undefined ? (
        <NoFile own={own} onChosen={setChosen} />
      ) : (
        <FileFound
          {...{ file, onChosen: setChosen }}
          onBack={hasBack ? () => setChosen(undefined) : undefined}
        />
      )}
    </Page>
  );
}

type FileFoundProps = {
  readonly file: LookedAt;
  readonly onChosen: (file: LookedAt) => void;
  readonly onBack: (() => void) | undefined;
};

function FileFound({ file, ...ways }: FileFoundProps) {
  const verdict = useMemo(() => checkText(file.text), [file.text]);
  const { data: bank } = useQuery(attestationQuery);
  const isOwn = file.name === undefined;
  const isHere = verdict.ok && (isOwn || verdict.checked.statement.programme === bank?.name);
  return (
    <Columns shape="wideFirst">
      <Column>
        <VerdictCard verdict={verdict} file={file} {...ways} />
        {verdict.ok && <WhatWasChecked checked={verdict.checked} />}
      </Column>
      <Column>
        {verdict.ok && <Limits checked={verdict.checked} {...{ isOwn, isHere }} />}
        {isHere && <AtBank />}
        <WithoutUs />
      </Column>
    </Columns>
  );
}

type NoFileProps = {
  readonly own: UseQueryResult<string>;
  readonly onChosen: (file: LookedAt) => void;
};

function NoFile({ own, onChosen }: NoFileProps) {
  const w = useWords(PROOF);
  if (own.isPending) {
    return (
      <Loaded query={own} waiting={<ProofWaiting />}>
        {() => null}
      </Loaded>
    );
  }
  return (
    <Columns shape="wideFirst">
      <Column>
        <WhyNone own={own} />
        <Card title={w.chooseTitle}>
          <p>{w.chooseHint}</p>
          <ChooseFile label={w.chooseOnly} onChosen={onChosen} />
        </Card>
      </Column>
      <Column>
        <WithoutUs />
      </Column>
    </Columns>
  );
}

function WhyNone({ own }: { readonly own: UseQueryResult<string> }) {
  const w = useWords(PROOF);
  const { error } = own;
  const code = codeOf(error);
  if (error instanceof AskError && error.trouble === "signed_out") return <SignedOut />;
  if (error !== null && code !== undefined && NONE_YET.includes(code)) {
    return (
      <Card>
        <Empty icon={<FileClock />} title={w.noneTitle} text={error.message} />
      </Card>
    );
  }
  return (
    <Card>
      <Loaded query={own}>{() => null}</Loaded>
    </Card>
  );
}

function SignedOut() {
  const w = useWords(PROOF);
  const common = useWords(COMMON);
  const { href } = useLocation();
  return (
    <Card title={w.signedOutTitle}>
      <p>{w.signedOutText}</p>
      <div>
        <ButtonLink to="/login" search={{ then: href }}>
          {common.logIn}
        </ButtonLink>
      </div>
    </Card>
  );
}

function ProofWaiting() {
  return (
    <Columns shape="wideFirst">
      {[0, 1].map((column) => (
        <Column key={column}>
          {WAITING_HEIGHTS.map((height) => (
            <Skeleton key={height} height={height} />
          ))}
        </Column>
      ))}
    </Columns>
  );
}
