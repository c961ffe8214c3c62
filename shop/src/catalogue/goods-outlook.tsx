/** What buyers of such goods got back in the plan's futures, in one sentence; nothing where none tells it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { moneyText } from "../amounts.ts";
import { goodsOutlookQuery } from "../api/outlook.ts";
import { useLang, useWords } from "../lang.ts";
import { GOODS_OUTLOOK } from "../words/goods-outlook.ts";
import css from "./goods-outlook.module.css";

const HUNDRED_MINOR = 10_000n;
/** Of one, two and three years. */
const YEARS_TOLD = 2;

type Props = { readonly slug: string; readonly variantId: string };

export function GoodsOutlook({ slug, variantId }: Props) {
  const lang = useLang();
  const w = useWords(GOODS_OUTLOOK);
  const { data, isPending } = useQuery(goodsOutlookQuery(slug));
  if (isPending) return <p className={css["coming"]} />;
  const outlook = data?.get(variantId);
  const told = outlook?.years.find(({ years }) => years === YEARS_TOLD) ?? outlook?.years.at(-1);
  if (outlook === undefined || outlook === null || told === undefined) return null;
  const money = (minor: string | bigint): string => moneyText(minor, lang);
  return (
    <p className={css["line"]}>
      {w.line(money(HUNDRED_MINOR), told.years, money(told.middle), money(told.worstTenth))}{" "}
      <Link to="/outlook" search={{ category: outlook.category }}>
        {w.more}
      </Link>
    </p>
  );
}
