/** A picture of the mall's, in the size it is shown at. */
import css from "./picture.module.css";

const WIDTHS = [160, 320, 480, 800] as const;

type PictureProps = {
  readonly preview: string | undefined;
  /** Empty for pictures that only repeat what stands beside them. */
  readonly alt: string;
  /** As in the attribute: how wide it is shown. */
  readonly sizes: string;
  /** The first pictures of a page are asked for at once. */
  readonly isFirst?: boolean;
  /** wide: twice as wide as high. */
  readonly shape?: "square" | "wide";
};

/** The address without its origin: the pages may stand behind another name than the pictures' own. */
function pathOf(preview: string): string {
  const { pathname } = new URL(preview, location.origin);
  return pathname;
}

export function Picture({ preview, alt, sizes, isFirst = false, shape = "square" }: PictureProps) {
  if (preview === undefined) {
    return (
      <div className={css[shape]} {...(alt === "" ? {} : { role: "img", "aria-label": alt })} />
    );
  }
  const path = pathOf(preview);
  const across = shape === "wide" ? 2 : 1;
  const at = (width: number): string =>
    `${path}?w=${width}&h=${width / across}&mode=crop&format=webp`;
  return (
    <img
      className={css[shape]}
      src={at(480)}
      srcSet={WIDTHS.map((width) => `${at(width)} ${width}w`).join(", ")}
      sizes={sizes}
      width={480}
      height={480 / across}
      alt={alt}
      loading={isFirst ? "eager" : "lazy"}
      decoding="async"
      fetchPriority={isFirst ? "high" : "auto"}
    />
  );
}
