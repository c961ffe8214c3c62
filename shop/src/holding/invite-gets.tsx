/** What the rules grant a referrer, level by level, and what they do not promise. */
import { moneyText, rateText } from "../amounts.ts";
import type { Programme } from "../api/programme.ts";
import { useLang, useWords } from "../lang.ts";
import { ofHundred } from "../nav.ts";
import { INVITE } from "../words/invite.ts";
import css from "./invite-gets.module.css";
import { Card } from "../parts/page.tsx";

type Level = Programme["referralLevels"][number];

export function InviteGets({ levels }: { readonly levels: readonly Level[] }) {
  const w = useWords(INVITE);
  return (
    <>
      <Card title={w.gets}>
        {levels.length === 0 ? (
          <p>{w.noLevels}</p>
        ) : (
          <>
            <p className={css["soft"]}>{w.getsText}</p>
            {levels.map((level, index) => (
              <OneLevel key={index} level={level} title={index === 0 ? w.level1 : w.level2} />
            ))}
            <p className={css["soft"]}>{levels.length === 1 ? w.oneLevel : w.two}</p>
          </>
        )}
      </Card>
      <Card title={w.notPromised}>
        <ul className={css["list"]}>
          {w.notPromisedLines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Card>
    </>
  );
}

function OneLevel({ level, title }: { readonly level: Level; readonly title: string }) {
  const lang = useLang();
  const w = useWords(INVITE);
  return (
    <div className={css["level"]}>
      <h3>{title}</h3>
      <p>{w.sharesOf(rateText(level.shareRate))}</p>
      <p>{w.quotaOf(moneyText(ofHundred(level.quotaMultiple), lang))}</p>
    </div>
  );
}
