/** What a part of the page knows about the window that it stands in. */

import { createContext, type RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** Whether a part has come near the window yet: what nobody looks at need not be drawn. */
export function useSeen<Part extends HTMLElement>(): [RefObject<Part | null>, boolean] {
  const part = useRef<Part>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (part.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setSeen((before) => before || entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: "200px" },
    );
    observer.observe(part.current);
    return () => observer.disconnect();
  }, []);
  return [part, seen];
}

/** Whether the part around this has been near the window: until then its pictures keep their places, empty. */
export const SeenContext = createContext(true);

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const follow = () => setHolds(media.matches);
    follow();
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [query]);
  return holds;
}
