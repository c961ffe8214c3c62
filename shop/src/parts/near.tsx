/** What costs much to draw is drawn when it is about to be seen. */
import { useEffect, useRef, useState, type ReactNode } from "react";

const AHEAD = "400px";

/** Stands in for its content, in its height, until it comes near what is seen. */
export function Near({
  meanwhile,
  children,
}: {
  readonly meanwhile: ReactNode;
  readonly children: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        setNear(true);
        observer.disconnect();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  return <div ref={place}>{isNear ? children : meanwhile}</div>;
}
