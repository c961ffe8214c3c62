/** A page below the first ones: its way back, its title, and its width. */
import { useCanGoBack, useRouter } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { MALL_NAME } from "../brand.ts";
import { useLang, useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { IconButton } from "./icon-button.tsx";
import css from "./page.module.css";

/** Names the page in the browser's tab and history. */
export function useTitle(title: string | undefined): void {
  const name = MALL_NAME[useLang()];
  useEffect(() => {
    document.title = title === undefined ? name : `${title} · ${name}`;
  }, [title, name]);
}

type PageProps = {
  readonly title: string;
  /** Where "back" leads for whoever came by a deep link; left out, there is no way back to show. */
  readonly up?: string;
  readonly isWide?: boolean;
  /** What stands beside the title. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
};

/** The way back to where somebody came from; to `up` for whoever came by a deep link. */
export function BackButton({ up }: { readonly up: string }) {
  const w = useWords(COMMON);
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const goBack = (): void => {
    if (canGoBack) router.history.back();
    else void router.navigate({ to: up });
  };
  return (
    <span className={css["back"]}>
      <IconButton isLarge look="shaded" label={w.back} onClick={goBack}>
        <ChevronLeft aria-hidden="true" />
      </IconButton>
    </span>
  );
}

export function Page({ title, up, isWide = false, beside, children }: PageProps) {
  useTitle(title);
  return (
    <div className={isWide ? css["wide"] : css["page"]}>
      <header className={css["head"]}>
        {up !== undefined && <BackButton up={up} />}
        <h1>{title}</h1>
        {beside}
      </header>
      {children}
    </div>
  );
}

/** A part of a page on paper of its own. */
export function Card({
  title,
  beside,
  children,
}: {
  readonly title?: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={css["card"]}>
      {title !== undefined && (
        <div className={css["cardHead"]}>
          <h2>{title}</h2>
          {beside}
        </div>
      )}
      {children}
    </section>
  );
}
