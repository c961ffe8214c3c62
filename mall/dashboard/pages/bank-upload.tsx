/** A bank's file: read by the mall, shown with what it would come to, and attested only after that. */
import { Button, Input, Label, Textarea, usePermissions } from "@vendure/dashboard";
import { useState } from "react";
import type { Statement } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useAnswer, useDeed, useDesk, type Desk } from "../desk.ts";
import { Answered, Block, Faint, Rows, type Column } from "../parts.tsx";
import { ATTEST, STATEMENTS } from "../questions.ts";

const MIB_MOST = 8;
const FILE_BYTES_MOST = MIB_MOST * 1024 * 1024;

/** What was asked, and how many times something was: two files cannot be told apart by what they are. */
type Asked = {
  readonly sent: { readonly file: File; readonly map: string | null };
  readonly time: number;
};

export function BankUpload({ may }: { readonly may: readonly string[] }) {
  const { t } = useDesk();
  const { hasPermissions } = usePermissions();
  const [file, setFile] = useState<File>();
  const [map, setMap] = useState("");
  const [asked, setAsked] = useState<Asked>();
  const [times, setTimes] = useState(0);
  if (!hasPermissions([...may])) return null;
  const isTooLarge = file !== undefined && file.size > FILE_BYTES_MOST;
  const read = (): void => {
    if (file === undefined) return;
    const sent = { file, map: map.trim() === "" ? null : map };
    setAsked({ sent, time: times });
    setTimes(times + 1);
  };
  return (
    <Block id="patronage-bank-upload" title={t("bank.upload")} note={t("bank.upload.note")}>
      <div className="grid gap-3">
        <Label htmlFor="patronage-bank-file">{t("bank.file")}</Label>
        <Input
          id="patronage-bank-file"
          type="file"
          accept=".xml,.csv,.txt"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
        {isTooLarge ? (
          <p className="text-destructive text-sm break-words" role="alert">
            {t("bank.tooLarge", { name: file.name, most: MIB_MOST })}
          </p>
        ) : null}
        <Label htmlFor="patronage-bank-map">{t("bank.map")}</Label>
        <Textarea
          id="patronage-bank-map"
          className="font-mono"
          value={map}
          onChange={(event) => setMap(event.target.value)}
        />
        <div>
          <Button
            type="button"
            size="sm"
            disabled={file === undefined || isTooLarge}
            onClick={read}
          >
            {t("bank.read")}
          </Button>
        </div>
        {asked === undefined ? null : (
          <Found asked={asked} may={may} onDone={() => setAsked(undefined)} />
        )}
      </div>
    </Block>
  );
}

type FoundProps = {
  readonly asked: Asked;
  readonly may: readonly string[];
  readonly onDone: () => void;
};

function Found({ asked, may, onDone }: FoundProps) {
  const desk = useDesk();
  const answer = useAnswer<{ patronageStatements: Statement[] }>(STATEMENTS, asked.sent, {
    isKept: false,
    key: asked.time,
  });
  return (
    <Answered answer={answer}>
      {({ patronageStatements: rows }) => (
        <Rows
          rows={rows}
          idOf={({ place }) => String(place)}
          empty={desk.t("page.none")}
          columns={[
            ...columnsOf(desk),
            {
              head: "",
              cell: (statement) => <Keep {...{ statement, asked, may, onDone }} />,
            },
          ]}
        />
      )}
    </Answered>
  );
}

function columnsOf({ t, money, day }: Desk): Column<Statement>[] {
  return [
    { head: t("bank.found"), cell: ({ date }) => day(date) },
    { head: t("bank.account"), cell: ({ account, currency }) => `${account} ${currency}` },
    { head: t("bank.balance"), isNumber: true, cell: ({ balance }) => money(balance) },
    {
      head: t("bank.owed"),
      isNumber: true,
      cell: ({ owed }) => (owed === null ? <Faint>{t("bank.notClosed")}</Faint> : money(owed)),
    },
    {
      head: t("bank.difference"),
      isNumber: true,
      cell: ({ difference }) => (difference === null ? "" : money(difference)),
    },
  ];
}

function Keep({ statement, asked, may, onDone }: FoundProps & { readonly statement: Statement }) {
  const { t, money, day } = useDesk();
  const deed = useDeed(ATTEST);
  const { place, date, account, balance, closeDate, owed, difference } = statement;
  if (closeDate === null || owed === null || difference === null) return null;
  const facts = {
    ...{ account, date: day(date), close: day(closeDate), balance: money(balance) },
    ...{ owed: money(owed), difference: money(difference) },
  };
  return (
    <Confirm
      isMain
      label={t("bank.keep")}
      title={t("bank.keep.title", facts)}
      text={t("bank.keep.text", facts)}
      may={may}
      deed={deed}
      variables={{ ...asked.sent, place }}
      onDone={onDone}
    />
  );
}
