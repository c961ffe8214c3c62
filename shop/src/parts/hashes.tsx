/** Hashes under their names, to be compared and taken along. */
import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import css from "./hashes.module.css";

export function Hashes({ children }: { readonly children: ReactNode }) {
  return <dl className={css["hashes"]}>{children}</dl>;
}

export function Hash({ name, hash }: { readonly name: string; readonly hash: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{hash}</code>
        <CopyButton text={hash} label={name} />
      </dd>
    </div>
  );
}
