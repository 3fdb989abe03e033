/** A button that says for a moment that it did what it says. */

import { useRef, useState } from "preact/hooks";

const THANKS_MILLISECONDS = 2500;

/** Whether it was done a moment ago, and what to call when it was. */
export function useThanks(): readonly [boolean, () => void] {
  const [done, setDone] = useState(false);
  const timer = useRef(0);
  const thank = () => {
    window.clearTimeout(timer.current);
    setDone(true);
    timer.current = window.setTimeout(() => setDone(false), THANKS_MILLISECONDS);
  };
  return [done, thank];
}
