/** What the network had in mind at one place: its ten likeliest words, each a way to go on from there. */

import type { RefObject } from "preact";
import { percent } from "../../charts/format";
import { END, LINE, STANZA } from "../../word-layers";
import type { Look } from "./song";
import { useDesk } from "./state";
import { typeset } from "./typeset";

interface WeighedProps {
  readonly look: Look;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly onChoose: (place: number, token: number, byKeyboard: boolean) => void;
  readonly onClose: () => void;
}

/** Tokens before the place that are shown to say where it is. */
const BEFORE = { words: 3, bpe: 5, characters: 14 } as const;

export function Weighed({ look, list, onChoose, onClose }: WeighedProps) {
  const { model, song } = useDesk();
  const { place, left, top } = look;
  const word = song.shown.value[place];
  if (word === undefined) return null;
  const before = song.shown.value.slice(Math.max(0, place - BEFORE[model.tokens]), place);
  const words = typeset(
    before.map(({ token }) => token),
    model.vocabulary,
    model.tokens,
  )
    .at(-1)
    ?.at(-1)?.words;
  const open = before.at(-1)?.token === LINE || before.at(-1)?.token === STANZA;
  const context = open ? "" : (words?.map(({ text, spaced }) => (spaced ? ` ${text}` : text)).join("") ?? "");
  const most = word.candidates[0]?.probability ?? 1;
  const among = word.candidates.some(({ id }) => id === word.token);
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("ol button:not(:disabled)") ?? [])];
    const index = buttons.indexOf(event.target as HTMLElement);
    const next = event.key === "ArrowDown" ? buttons[index + 1] : event.key === "ArrowUp" ? buttons[index - 1] : null;
    if (next === null || next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div
      ref={list}
      class="weighed"
      role="dialog"
      aria-label="What it weighed here"
      style={{ "--left": `${left}px`, "--top": `${top}px` }}
      onKeyDown={onKeyDown}
    >
      <p class="weighed-head">
        <span>
          {context === "" ? (
            place === 0 ? (
              "to begin with"
            ) : (
              "to begin the line"
            )
          ) : (
            <>
              after <bdi>“{context}”</bdi>
            </>
          )}
        </span>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </p>
      <ol>
        {word.candidates.map(({ id, probability }) => (
          <li key={id}>
            <button
              type="button"
              disabled={id === END && place < song.given.value}
              aria-current={id === word.token ? "true" : undefined}
              onClick={(event) => {
                event.stopPropagation();
                onChoose(place, id, event.detail === 0);
              }}
            >
              <span class="weighed-word">
                <bdi>{nameOf(id, model.vocabulary)}</bdi>
              </span>
              <span class="weighed-bar" aria-hidden="true">
                <span style={{ width: `${Math.max(1, (100 * probability) / most)}%` }} />
              </span>
              <span class="weighed-share">{percent(probability)}</span>
            </button>
          </li>
        ))}
      </ol>
      <p class="note">
        {!among && (
          <>
            It took{" "}
            <strong>
              <bdi>{nameOf(word.token, model.vocabulary)}</bdi>
            </strong>
            , a bolder choice.{" "}
          </>
        )}
        Choose one, and the song goes on from there.
      </p>
    </div>
  );
}

function nameOf(token: number, vocabulary: readonly string[]): string {
  if (token === END) return "end the song";
  if (token === LINE) return "↵ end the line";
  if (token === STANZA) return "¶ end the stanza";
  const text = vocabulary[token] ?? "";
  return text.trim() === "" ? "space" : text.replace("▁", "");
}
