/** The pictures of a product: swiped on a phone, chosen by small ones on a desk, and enlarged when pressed. */
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useWords } from "../lang.ts";
import { PRODUCT } from "../words/product.ts";
import css from "./gallery.module.css";
import { Picture } from "../parts/picture.tsx";

const Zoom = lazy(async () => ({ default: (await import("./zoom.tsx")).Zoom }));

export type Pictured = { readonly id: string; readonly preview: string };

type GalleryProps = {
  readonly name: string;
  readonly pictures: readonly Pictured[];
  /** The picture of what is chosen; it comes into sight when it changes. */
  readonly shownId: string | undefined;
};

const SIZES = "(min-width: 1120px) 540px, (min-width: 900px) 48vw, 100vw";

/** A row of pictures that snaps: which of them is in sight, and bringing another there. */
function useStrip(shownId: string | undefined, pictures: readonly Pictured[]) {
  const strip = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState(0);
  const show = (next: number): void => {
    const { current } = strip;
    current?.scrollTo({ left: next * current.clientWidth });
  };
  const known = useRef(shownId);
  useEffect(() => {
    if (known.current === shownId) return;
    known.current = shownId;
    const next = pictures.findIndex(({ id }) => id === shownId);
    if (next >= 0) show(next);
  }, [shownId, pictures]);
  const onScroll = (): void => {
    const { current } = strip;
    if (current !== null) setPlace(Math.round(current.scrollLeft / current.clientWidth));
  };
  return { strip, place, show, onScroll };
}

export function Gallery({ name, pictures, shownId }: GalleryProps) {
  const w = useWords(PRODUCT);
  const { strip, place, show, onScroll } = useStrip(shownId, pictures);
  const [zoomed, setZoomed] = useState<number>();
  if (pictures.length === 0) return <Picture preview={undefined} alt={name} sizes={SIZES} />;
  return (
    <section className={css["gallery"]} aria-label={w.pictures}>
      <div className={css["frame"]}>
        <ul ref={strip} className={css["strip"]} onScroll={onScroll}>
          {pictures.map(({ id, preview }, index) => (
            <li key={id}>
              <button
                type="button"
                className={css["open"]}
                aria-label={`${w.enlarge}: ${w.pictureOf(index + 1, pictures.length)}`}
                onClick={() => setZoomed(index)}
              >
                <Picture
                  preview={preview}
                  alt={pictures.length === 1 ? name : `${name} ${index + 1}`}
                  sizes={SIZES}
                  isFirst={index === 0}
                />
              </button>
            </li>
          ))}
        </ul>
        {pictures.length > 1 && (
          <span className={css["place"]} aria-hidden="true">
            {place + 1}/{pictures.length}
          </span>
        )}
      </div>
      {pictures.length > 1 && (
        <ul className={css["small"]}>
          {pictures.map(({ id, preview }, index) => (
            <li key={id}>
              <button
                type="button"
                aria-label={w.pictureOf(index + 1, pictures.length)}
                aria-current={index === place || undefined}
                onClick={() => show(index)}
              >
                <Picture preview={preview} alt="" sizes="64px" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {zoomed !== undefined && (
        <Suspense>
          <Zoom
            name={name}
            pictures={pictures}
            first={zoomed}
            onClose={(last) => {
              setZoomed(undefined);
              show(last);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
