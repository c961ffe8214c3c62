/** A picture over the whole screen. Pressed, it is enlarged, and can be moved about by scrolling. */
import { Dialog } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useRef, useState, type PointerEvent } from "react";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { PRODUCT } from "../words/product.ts";
import type { Pictured } from "./gallery.tsx";
import css from "./zoom.module.css";

const WIDTH = 1_600;

type ZoomProps = {
  readonly name: string;
  readonly pictures: readonly Pictured[];
  readonly first: number;
  readonly onClose: (last: number) => void;
};

/** Whole, in the size that the mall keeps. */
function wholeOf(preview: string): string {
  const { pathname } = new URL(preview, location.origin);
  return `${pathname}?w=${WIDTH}&h=${WIDTH}&mode=resize&format=webp`;
}

export function Zoom({ name, pictures, first, onClose }: ZoomProps) {
  const w = useWords(PRODUCT);
  const common = useWords(COMMON);
  const [place, setPlace] = useState(first);
  const [isLarge, setLarge] = useState(false);
  const turn = (by: number): void => {
    const next = place + by;
    if (next < 0 || next >= pictures.length) return;
    setLarge(false);
    setPlace(next);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose(place)}>
      <Dialog.Portal>
        <Dialog.Popup
          className={css["zoom"]}
          onKeyDown={({ key }) => turn(key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0)}
        >
          <Dialog.Title className="unseen">{name}</Dialog.Title>
          <Large
            key={pictures[place]!.id}
            address={wholeOf(pictures[place]!.preview)}
            name={`${name} ${place + 1}`}
            isLarge={isLarge}
            onTurn={() => setLarge(!isLarge)}
          />
          <div className={css["tools"]}>
            <span className={css["place"]} role="status">
              {w.pictureOf(place + 1, pictures.length)}
            </span>
            <button
              type="button"
              aria-label={isLarge ? w.zoomOut : w.zoomIn}
              onClick={() => setLarge(!isLarge)}
            >
              {isLarge ? <ZoomOut aria-hidden="true" /> : <ZoomIn aria-hidden="true" />}
            </button>
            <Dialog.Close aria-label={common.close}>
              <X aria-hidden="true" />
            </Dialog.Close>
          </div>
          {pictures.length > 1 && (
            <div className={css["ways"]}>
              <button
                type="button"
                aria-label={w.previous}
                disabled={place === 0}
                onClick={() => turn(-1)}
              >
                <ChevronLeft aria-hidden="true" />
              </button>
              <button
                type="button"
                aria-label={w.next}
                disabled={place === pictures.length - 1}
                onClick={() => turn(1)}
              >
                <ChevronRight aria-hidden="true" />
              </button>
            </div>
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type LargeProps = {
  readonly address: string;
  readonly name: string;
  readonly isLarge: boolean;
  readonly onTurn: () => void;
};

/** Enlarged around the point that was pressed. */
function Large({ address, name, isLarge, onTurn }: LargeProps) {
  const field = useRef<HTMLDivElement>(null);
  const point = useRef({ x: 0.5, y: 0.5 });
  useEffect(() => {
    const { current } = field;
    if (current === null || !isLarge) return;
    const { x, y } = point.current;
    current.scrollTo({
      left: current.scrollWidth * x - current.clientWidth / 2,
      top: current.scrollHeight * y - current.clientHeight / 2,
    });
  }, [isLarge]);
  const press = (event: PointerEvent<HTMLImageElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    point.current = {
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    };
  };
  return (
    <div ref={field} className={css["field"]}>
      <img
        src={address}
        alt={name}
        className={isLarge ? css["large"] : css["whole"]}
        onPointerDown={press}
        onClick={onTurn}
      />
    </div>
  );
}
