/** The picture to share, drawn on this device when the page shows it. */
import { useEffect, useState } from "react";
import { announce } from "../announce.ts";
import { MALL_NAME } from "../brand.ts";
import { bridge } from "../bridge/bridge.ts";
import { useLang, useWords } from "../lang.ts";
import { referralLink } from "./referral-link.ts";
import { drawSharePicture, PICTURE_HEIGHT, PICTURE_WIDTH } from "./share-picture.ts";
import { INVITE } from "../words/invite.ts";
import { Button } from "../parts/button.tsx";
import css from "./invite-picture.module.css";
import { Notice } from "../parts/notice.tsx";
import { Card } from "../parts/page.tsx";
import { Skeleton } from "../parts/waiting.tsx";

type Drawn = { readonly blob: Blob; readonly address: string };

/** undefined while it is drawn, null when it could not be. */
function useDrawn(code: string): Drawn | null | undefined {
  const lang = useLang();
  const [drawn, setDrawn] = useState<Drawn | null>();
  useEffect(() => {
    let address: string | undefined;
    let isGone = false;
    drawSharePicture({ lang, code, address: referralLink(code) }).then(
      (blob) => {
        if (isGone) return;
        address = URL.createObjectURL(blob);
        setDrawn({ blob, address });
      },
      () => {
        if (!isGone) setDrawn(null);
      },
    );
    return () => {
      isGone = true;
      if (address !== undefined) URL.revokeObjectURL(address);
      setDrawn(undefined);
    };
  }, [lang, code]);
  return drawn;
}

export function InvitePicture({ code }: { readonly code: string }) {
  const lang = useLang();
  const w = useWords(INVITE);
  const drawn = useDrawn(code);
  const mall = MALL_NAME[lang];
  return (
    <Card title={w.picture}>
      {drawn === null && <Notice tone="bad">{w.notDrawn}</Notice>}
      {drawn === undefined && <Skeleton height={WAITING_HEIGHT} />}
      {drawn !== null && drawn !== undefined && (
        <>
          <img
            className={css["picture"]}
            src={drawn.address}
            width={PICTURE_WIDTH}
            height={PICTURE_HEIGHT}
            alt={w.pictureAlt(mall, code)}
          />
          <Ways drawn={drawn} code={code} />
        </>
      )}
    </Card>
  );
}

const WAITING_HEIGHT = 374;

function Ways({ drawn, code }: { readonly drawn: Drawn; readonly code: string }) {
  const lang = useLang();
  const w = useWords(INVITE);
  const { blob } = drawn;
  const save = async (): Promise<void> => {
    await bridge().save({ name: `${code}.png`, type: "image/png", content: blob });
    announce({ text: w.saved });
  };
  const share = async (): Promise<void> => {
    const how = await bridge().share({
      ...{ title: MALL_NAME[lang], text: w.shareText, url: referralLink(code), picture: blob },
    });
    if (how === "copied") announce({ text: w.copied });
  };
  return (
    <div className={css["ways"]}>
      <Button look="second" onClick={() => void save()}>
        {w.save}
      </Button>
      <Button look="second" onClick={() => void share()}>
        {w.sharePicture}
      </Button>
    </div>
  );
}
