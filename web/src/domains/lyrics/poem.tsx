/** The visitor's own poem: lines kept from the songs, lines of their own, and lines that the network adds to them. */

import { useState } from "preact/hooks";
import { MOST_LINES } from "./address-text";
import { CopyText } from "./copy-text";
import { useDesk } from "./state";

export function Poem() {
  const desk = useDesk();
  const { poem, poemNote } = desk;
  const [own, setOwn] = useState("");
  const lines = poem.value;
  const full = lines.length >= MOST_LINES;
  const add = (event: Event) => {
    event.preventDefault();
    const text = own.trim();
    if (text === "" || full) return;
    poem.value = [...lines, { by: "you", text }];
    poemNote.value = "";
    setOwn("");
  };
  return (
    <aside class="poem" aria-labelledby="poem-title">
      <h3 id="poem-title">Your turn</h3>
      <p class="note">
        {lines.length === 0
          ? "Press + beside a line to keep it here, write one yourself, or let the network begin."
          : "Your own lines are the bold ones."}
      </p>
      <ol class="poem-lines">
        {lines.map(({ by, text }, index) => (
          <li key={index} class={by}>
            <span dir="auto">
              <span class="visually-hidden">{by === "you" ? "yours: " : "the network’s: "}</span>
              {text}
            </span>
            <button
              type="button"
              class="quiet"
              aria-label={`Take out the line “${text}”`}
              onClick={() => {
                poem.value = lines.filter((_, place) => place !== index);
              }}
            >
              ✕
            </button>
          </li>
        ))}
      </ol>
      <form class="poem-own" onSubmit={add}>
        <label>
          <span class="visually-hidden">A line of your own</span>
          <input
            type="text"
            dir="auto"
            maxLength={120}
            autocomplete="off"
            placeholder="a line of your own"
            value={own}
            onInput={({ currentTarget }) => setOwn(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={own.trim() === "" || full}>
          Add
        </button>
      </form>
      <button type="button" class="poem-next" disabled={full} onClick={() => desk.nextLine()}>
        {lines.length === 0 ? "Let it write a first line" : "Let it write the next line"}
      </button>
      {lines.at(-1)?.by === "network" && (
        <button type="button" class="quiet poem-other" onClick={() => desk.nextLine(true)}>
          Not that one: another last line
        </button>
      )}
      <p class="note" role="status">
        {poemNote.value}
      </p>
      {lines.length > 0 && (
        <p class="poem-tools">
          <CopyText text={() => lines.map(({ text }) => text).join("\n")}>Copy the poem</CopyText>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              poem.value = [];
            }}
          >
            Start over
          </button>
        </p>
      )}
    </aside>
  );
}
