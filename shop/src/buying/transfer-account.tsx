/** Where the money of a transfer goes, in the mall's own words, and what to write with it. */
import { useQuery } from "@tanstack/react-query";
import { transferQuery } from "../api/checkout.ts";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import css from "./checkout.module.css";
import { Card } from "../parts/page.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { plainText } from "./plain-text.ts";
import { Row, Rows } from "../parts/rows.tsx";

export function TransferAccount({ code }: { readonly code: string }) {
  const w = useWords(CHECKOUT);
  const { data: described = "" } = useQuery(transferQuery);
  const account = plainText(described);
  return (
    <Card title={w.transferTo}>
      {account !== "" && <p className={css["lines"]}>{account}</p>}
      <Rows>
        <Row label={w.transferText}>
          {code} <CopyButton text={code} label={w.transferText} />
        </Row>
      </Rows>
    </Card>
  );
}
