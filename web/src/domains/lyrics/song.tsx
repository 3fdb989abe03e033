/**
 * The song as a lyric sheet. Every word can be pointed at, or reached with the arrow keys, and then shows what else the
 * network had in mind; in the margin stands a button that keeps the line.
 */

import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { STANZA, UNKNOWN } from "../../word-layers";
import { neighbour, runsOf, unbroken, wordOf } from "./song-words";
import { useDesk } from "./state";
import { type Line, lineText, type PlacedWord, typeset } from "./typeset";
import { Weighed } from "./weighed";

/** Which word is looked at; a held one stays until another is held or it is let go. */
export interface Look {
  readonly place: number;
  readonly held: boolean;
  readonly left: number;
  readonly top: number;
}

const OPEN_MILLISECONDS = 90;
const CLOSE_MILLISECONDS = 280;
/** By then the text stands anew up to the chosen word. */
const REWRITTEN_MILLISECONDS = 400;
const POPOVER_WIDTH = 270;
const NARROW = "(max-width: 46rem)";

export function Song() {
  const desk = useDesk();
  const { model, song } = desk;
  const shown = song.shown.value;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const timer = useRef(0);
  const pointer = useRef({ x: Number.NaN, y: Number.NaN });
  /** The word that the pointer is on, null beside words; undefined where that is not followed. */
  const waiting = useRef<HTMLElement | null | undefined>(undefined);
  /** While the focus goes back to a word by itself, which is no wish to look at it. */
  const quiet = useRef(false);
  const [chosen, setLook] = useState<Look | null>(null);
  const [lastActive, setActive] = useState(0);
  const look = chosen !== null && chosen.place < shown.length ? chosen : null;
  const active = Math.min(lastActive, Math.max(0, shown.length - 1));
  const stanzas = typeset(
    shown.map(({ token }) => token),
    model.vocabulary,
    model.tokens,
    desk.cut.value.unknown,
  );

  const at = (place: number) => box.current?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null;
  const show = (element: HTMLElement, held: boolean) => {
    window.clearTimeout(timer.current);
    const place = Number(element.dataset["place"]);
    const most = Math.max(0, (box.current?.clientWidth ?? 0) - POPOVER_WIDTH - 8);
    const left = Math.min(most, Math.max(8, element.offsetLeft - 12));
    setActive(place);
    setLook({ place, held, left, top: element.offsetTop + element.offsetHeight });
  };
  const close = () => {
    waiting.current = undefined;
    window.clearTimeout(timer.current);
    setLook(null);
  };
  const later = (action: () => void, milliseconds: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(action, milliseconds);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    // A click elsewhere lets go.
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) close();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, []);

  const onPointer = (event: PointerEvent) => {
    if (event.pointerType !== "mouse") return;
    // A word that came to stand beneath a pointer at rest was not pointed at.
    const moved = event.clientX !== pointer.current.x || event.clientY !== pointer.current.y;
    pointer.current = { x: event.clientX, y: event.clientY };
    if (!moved || look?.held === true) return;
    if (list.current?.contains(event.target as Node) === true) {
      waiting.current = undefined;
      window.clearTimeout(timer.current);
      return;
    }
    const word = wordOf(event.target);
    if (word === waiting.current) return;
    waiting.current = word;
    if (word !== null) later(() => show(word, false), OPEN_MILLISECONDS);
    else later(close, CLOSE_MILLISECONDS);
  };
  const onPointerLeave = () => {
    waiting.current = undefined;
    if (look?.held !== true) later(close, CLOSE_MILLISECONDS);
  };
  const onClick = (event: MouseEvent) => {
    const word = wordOf(event.target);
    if (word === null) {
      if (list.current?.contains(event.target as Node) !== true) close();
      return;
    }
    if (look?.held === true && look.place === Number(word.dataset["place"]) && event.detail > 0) return close();
    show(word, true);
    // There the candidates stand at the foot of the window.
    if (window.matchMedia(NARROW).matches) word.scrollIntoView({ block: "center" });
    // From the keyboard: on to the candidates.
    if (event.detail === 0) window.setTimeout(() => list.current?.querySelector<HTMLElement>("ol button")?.focus());
  };
  const onFocusIn = (event: FocusEvent) => {
    const word = wordOf(event.target);
    if (!quiet.current && word?.matches(":focus-visible") === true) show(word, false);
  };
  const onFocusOut = (event: FocusEvent) => {
    const next = event.relatedTarget;
    if (next instanceof Node && box.current?.contains(next) !== true) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && look !== null) {
      const back = list.current?.contains(document.activeElement) === true;
      if (back) focusQuietly(look.place);
      close();
      return;
    }
    const word = wordOf(event.target);
    if (word === null || box.current === null) return;
    const next = neighbour(box.current, word, event.key);
    if (next === null) return;
    event.preventDefault();
    next.focus();
    show(next, false);
  };
  const focusQuietly = (place: number) => {
    quiet.current = true;
    at(place)?.focus({ preventScroll: true });
    quiet.current = false;
  };
  const goOn = (place: number, token: number, byKeyboard: boolean) => {
    desk.goOn(place, token);
    close();
    setActive(place);
    if (byKeyboard) window.setTimeout(() => focusQuietly(place), REWRITTEN_MILLISECONDS);
  };
  const spans = desk.copied.value.spans;
  const isCopied = (place: number) => spans.some(({ start, length }) => place >= start && place < start + length);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this is a text made of words to press.
    <div
      ref={box}
      class={`song ${model.tokens === "words" ? "" : "of-parts"}`}
      role="group"
      aria-label="The song. Arrow keys go from word to word; Enter opens what else it might have been."
      aria-busy={song.end.value === null}
      onPointerOver={onPointer}
      onPointerMove={onPointer}
      onPointerLeave={onPointerLeave}
      onClick={onClick}
      onFocusIn={onFocusIn}
      onFocusOut={onFocusOut}
      onKeyDown={onKeyDown}
    >
      {stanzas.map((stanza) => (
        <div class="stanza" key={stanza[0]?.start ?? 0}>
          {stanza.map((line) => (
            <div class="song-line" key={line.start}>
              <Keep line={line} />
              <p class="lyric" dir="auto">
                {runsOf(line.words, isCopied).map(({ copied, words }) => {
                  // The space before a copied stretch is not underlined.
                  const spaced = copied && words[0]?.spaced === true;
                  const buttonOf = (word: PlacedWord) => (
                    <Word
                      key={word.place}
                      word={word === words[0] && spaced ? { ...word, spaced: false } : word}
                      given={song.given.value}
                      active={active}
                      looked={look?.place ?? null}
                    />
                  );
                  const buttons = unbroken(words).map((group) => {
                    const [first] = group;
                    if (first === undefined || group.length === 1) return group.map(buttonOf);
                    return (
                      <Fragment key={first.place}>
                        {first.spaced && !(first === words[0] && spaced) && " "}
                        <span class="unbroken">
                          {group.map((word) => buttonOf(word === first ? { ...word, spaced: false } : word))}
                        </span>
                      </Fragment>
                    );
                  });
                  return copied ? (
                    <Fragment key={words[0]?.place ?? 0}>
                      {spaced && " "}
                      <span class="copied">{buttons}</span>
                    </Fragment>
                  ) : (
                    buttons
                  );
                })}
                {line.end !== null && (
                  <button
                    type="button"
                    class="word line-end"
                    data-place={line.end.place}
                    tabIndex={line.end.place === active ? 0 : -1}
                    aria-label={line.end.token === STANZA ? "end of the stanza" : "end of the line"}
                    aria-current={look?.place === line.end.place ? "true" : undefined}
                  >
                    {line.end.token === STANZA ? "¶" : "↵"}
                  </button>
                )}
              </p>
            </div>
          ))}
        </div>
      ))}
      {shown.length === 0 && song.end.value !== null && <p class="note">An empty song. Ask for another one.</p>}
      {look !== null && <Weighed key={look.place} look={look} list={list} onChoose={goOn} onClose={close} />}
    </div>
  );
}

interface WordProps {
  readonly word: PlacedWord;
  readonly given: number;
  readonly active: number;
  readonly looked: number | null;
}

function Word({ word: { place, token, text, spaced }, given, active, looked }: WordProps) {
  const { picked, cut, start } = useDesk();
  const isPicked = start.value !== null && picked.value.includes(place);
  const isPrompt = place < Math.min(given, cut.value.tokens.length) && !isPicked;
  const kind = isPicked ? "picked" : isPrompt ? "prompted" : "";
  const label = isPicked ? `${text}, chosen by you` : isPrompt ? `${text}, from the prompt` : undefined;
  return (
    <>
      {spaced && " "}
      <button
        type="button"
        class={`word ${kind} ${token === UNKNOWN ? "strange" : ""}`}
        data-place={place}
        tabIndex={place === active ? 0 : -1}
        aria-label={label}
        aria-current={looked === place ? "true" : undefined}
      >
        {text}
      </button>
    </>
  );
}

/** In the margin: keep this line for the poem. */
function Keep({ line }: { line: Line }) {
  const { poem, keep } = useDesk();
  const text = lineText(line);
  if (text === "") return <span />;
  const kept = poem.value.some((one) => one.by === "network" && one.text === text);
  return (
    <button
      type="button"
      class="keep"
      aria-pressed={kept}
      aria-label={`Keep the line “${text}”`}
      title={kept ? "Kept: in your poem" : "Keep this line"}
      onClick={() => keep({ by: "network", text })}
    >
      {kept ? "✓" : "+"}
    </button>
  );
}
