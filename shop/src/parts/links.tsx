/** Ways on below each other, each with its icon, and what is there at the end of its line. */
import { createLink } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import css from "./links.module.css";

export const Links = ({ children }: { readonly children: ReactNode }) => (
  <ul className={css["links"]}>{children}</ul>
);

type Look = { readonly icon: ReactNode; readonly label: string; readonly value?: ReactNode };

function Anchor({ icon, label, value, ...rest }: ComponentProps<"a"> & Look) {
  return (
    <li>
      <a {...rest} className={css["link"]}>
        <span className={css["icon"]} aria-hidden="true">
          {icon}
        </span>
        <span className={css["label"]}>{label}</span>
        {value !== undefined && <span className={`${css["value"]} figures`}>{value}</span>}
        <ChevronRight className={css["chevron"]} aria-hidden="true" />
      </a>
    </li>
  );
}

/** One way on. */
export const LinkRow = createLink(Anchor);
