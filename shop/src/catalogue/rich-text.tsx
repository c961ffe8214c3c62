/**
 * A description as the back office's editor wrote it: its HTML is read without running anything, and built
 * anew of the few kinds of elements that a text needs. Everything else is left out, but for its words.
 */
import { createElement, Fragment, useMemo, type ReactNode } from "react";
import css from "./rich-text.module.css";

const KEPT: { readonly [name: string]: string } = {
  ...{ P: "p", BR: "br", UL: "ul", OL: "ol", LI: "li", BLOCKQUOTE: "blockquote", HR: "hr" },
  ...{ STRONG: "strong", B: "strong", EM: "em", I: "em", U: "u", S: "s", SUB: "sub", SUP: "sup" },
  // The page has its own first headings.
  ...{ H1: "h3", H2: "h3", H3: "h3", H4: "h4", H5: "h4", H6: "h4" },
  ...{
    TABLE: "table",
    THEAD: "thead",
    TBODY: "tbody",
    TFOOT: "tfoot",
    TR: "tr",
    TD: "td",
    TH: "th",
  },
};
const LEFT_OUT = ["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG"];
const EMPTY_ONES = ["br", "hr"];
const LINK = /^(https?:\/\/|\/(?!\/))/;

function pictureOf(node: Element): ReactNode {
  // Only what the mall itself keeps: other addresses would tell others who looks at it.
  const [source] = /\/assets\/[^?#]+/.exec(node.getAttribute("src") ?? "") ?? [];
  if (source === undefined) return null;
  return <img src={source} alt={node.getAttribute("alt") ?? ""} loading="lazy" />;
}

function elementOf(node: Element): ReactNode {
  const name = node.nodeName.toUpperCase();
  if (LEFT_OUT.includes(name)) return null;
  if (name === "IMG") return pictureOf(node);
  const children = childrenOf(node);
  const address = node.getAttribute("href") ?? "";
  if (name === "A" && LINK.test(address)) {
    return (
      <a href={address} rel="noreferrer">
        {children}
      </a>
    );
  }
  const kept = KEPT[name];
  if (kept === undefined) return children;
  return EMPTY_ONES.includes(kept) ? createElement(kept) : createElement(kept, null, children);
}

function childrenOf(node: Element): ReactNode {
  return [...node.childNodes].map((child, index) => (
    <Fragment key={index}>
      {child instanceof Element ? elementOf(child) : child.nodeType === 3 && child.textContent}
    </Fragment>
  ));
}

/** Plain text keeps its lines. */
function read(html: string): ReactNode {
  if (!/<[a-z]/i.test(html)) {
    return html
      .split(/\n+/)
      .filter((line) => line.trim() !== "")
      .map((line, index) => <p key={index}>{line}</p>);
  }
  return childrenOf(new DOMParser().parseFromString(html, "text/html").body);
}

export function RichText({ html }: { readonly html: string }) {
  const content = useMemo(() => read(html), [html]);
  return <div className={css["text"]}>{content}</div>;
}
