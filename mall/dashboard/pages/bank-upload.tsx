/** A bank's file: read by the mall, shown with what it would come to, and attested only after that. */
import { Button, Input, Label, Textarea, usePermissions } from "@vendure/dashboard";
import { useState } from "react";
import type { Statement } from "../answers.ts";
import { Confirm } from "../confirm.tsx";
import { useAnswer, useDeed, useDesk, type Desk } from "../desk.ts";
import { Answered, Block, Faint, Rows, type Column } from "../parts.tsx";
import { ATTEST, STATEMENTS } from "../questions.ts";

const CHUNK_BYTES = 0x8000;

/** A file's bytes, packed, as base64: a request holds little, and statements pack well. */
async function packed(file: File): Promise<string> {
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(text);
}

type Asked = { readonly file: string; readonly map: string | null };

export function BankUpload({ may }: { readonly may: readonly string[] }) {
  const { t } = useDesk();
  const { hasPermissions } = usePermissions();
  const [file, setFile] = useState<File>();
  const [map, setMap] = useState("");
  const [asked, setAsked] = useState<Asked>();
  if (!hasPermissions([...may])) return null;
  const read = async (): Promise<void> => {
    if (file === undefined) return;
    setAsked({ file: await packed(file), map: map.trim() === "" ? null : map });
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
        <Label htmlFor="patronage-bank-map">{t("bank.map")}</Label>
        <Textarea
          id="patronage-bank-map"
          className="font-mono"
          value={map}
          onChange={(event) => setMap(event.target.value)}
        />
        <div>
          <Button type="button" size="sm" disabled={file === undefined} onClick={() => void read()}>
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
  const answer = useAnswer<{ patronageStatements: Statement[] }>(STATEMENTS, asked, {
    isKept: false,
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
      variables={{ ...asked, place }}
      onDone={onDone}
    />
  );
}
