/** The link and its code, to copy, to share and to scan. */
import { Share2 } from "lucide-react";
import { useMemo } from "react";
import { announce } from "../announce.ts";
import { MALL_NAME } from "../brand.ts";
import { bridge } from "../bridge/bridge.ts";
import { useLang, useWords } from "../lang.ts";
import { qrOf } from "./qr.ts";
import { referralLink } from "./referral-link.ts";
import { INVITE } from "../words/invite.ts";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import css from "./invite-link.module.css";
import { Card } from "../parts/page.tsx";

const QUIET_FIELDS = 4;

export function InviteLink({ code }: { readonly code: string }) {
  const lang = useLang();
  const w = useWords(INVITE);
  const link = referralLink(code);
  const share = async (): Promise<void> => {
    const how = await bridge().share({ title: MALL_NAME[lang], text: w.shareText, url: link });
    if (how === "copied") announce({ text: w.copied });
  };
  return (
    <Card title={w.link}>
      <QrCode text={link} label={w.qr(code)} />
      <p className={css["hint"]}>{w.qrHint}</p>
      <p className={css["code"]}>
        <span className={css["hint"]}>{w.code}</span> <b className="figures">{code}</b>
      </p>
      <p className={css["link"]}>{link}</p>
      <div className={css["ways"]}>
        <CopyButton text={link} label={w.link} look="second" />
        <Button onClick={() => void share()}>
          <Share2 aria-hidden="true" size={18} />
          {w.share}
        </Button>
      </div>
    </Card>
  );
}

function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => qrOf(text), [text]);
  const side = size + 2 * QUIET_FIELDS;
  return (
    <svg
      className={css["qr"]}
      viewBox={`${-QUIET_FIELDS} ${-QUIET_FIELDS} ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
