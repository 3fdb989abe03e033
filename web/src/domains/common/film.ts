/** The clock of a training film. */

const FILM_MILLISECONDS = 9000;
/** With reduced motion the film is a few stills, one a second. */
const STILLS = 8;

interface Projector {
  readonly show: (frame: number) => void;
  /** Called once, after the last frame. */
  readonly end: () => void;
}

/** How long a film may take, and a frame of it, in milliseconds. */
export interface Pace {
  readonly whole: number;
  readonly slowest: number;
}

const USUAL: Pace = { whole: FILM_MILLISECONDS, slowest: 400 };

/** Plays from frame `start` to frame `last`; returns how to stop it. */
export function playFilm(start: number, last: number, { show, end }: Projector, pace: Pace = USUAL): () => void {
  let shown = start;
  const advance = (frame: number) => {
    if (frame !== shown) show(frame);
    shown = frame;
    if (frame >= last) end();
  };
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const stride = Math.max(1, Math.ceil(last / STILLS));
    const timer = window.setInterval(() => advance(Math.min(last, shown + stride)), Math.max(1000, pace.slowest));
    return () => window.clearInterval(timer);
  }
  const perFrame = Math.min(pace.slowest, pace.whole / Math.max(1, last));
  let began: number | null = null;
  let request = requestAnimationFrame(function next(now) {
    began ??= now;
    // Asked for before `end`, whose caller cancels it.
    request = requestAnimationFrame(next);
    advance(Math.min(last, start + Math.floor((now - began) / perFrame)));
  });
  return () => cancelAnimationFrame(request);
}
