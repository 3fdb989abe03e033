/** The same prompt with chance and without it, and what a person wrote: why the likeliest word each time is no song. */

import { Fragment } from "preact";
import { plural } from "../../charts/format";
import { UNKNOWN } from "../../word-layers";
import { findLoop, type Loop } from "./loop";
import { useDesk } from "./state";
import { lineText, type Stanza, typeset, UNKNOWN_TEXT } from "./typeset";
import { unitOf } from "./units";

const MOST_LINES = 22;
/** Rounds of a loop that are shown. */
const ROUNDS = 3;

export function Beside() {
  const { model, song, greedy, settings, cut } = useDesk();
  const { vocabulary, tokens: kind, human } = model;
  const ready = greedy.end.value !== null;
  const straight = greedy.shown.value.map(({ token }) => token);
  const loop = ready && greedy.end.value !== "song" ? findLoop(straight) : null; // a song that ended went no circles
  const until = loop === null ? straight.length : loop.start + ROUNDS * loop.period;
  const chance = typeset(
    song.shown.value.map(({ token }) => token),
    vocabulary,
    kind,
    cut.value.unknown,
  );
  return (
    <section class="part wide beside" aria-labelledby="beside-title">
      <header class="part-head">
        <h2 id="beside-title">Why it takes chances</h2>
        <p>
          Taking the likeliest {unitOf(kind)} every time sounds like the best a network can do. But the likeliest words
          are those that fit anywhere, and once they lead back to where they began, the network reads what it read
          before and answers as it did before: it runs in circles.
        </p>
      </header>
      <div class="three-songs">
        <article>
          <h3>With chance</h3>
          <p class="note">{`The song above, temperature ${settings.value.temperature}.`}</p>
          <Verses stanzas={firstLines(chance, MOST_LINES)} />
        </article>
        <article class="greedy" aria-busy={!ready}>
          <h3>Without chance</h3>
          <p class="note">The same prompt, always the likeliest {unitOf(kind)}.</p>
          <Verses stanzas={typeset(straight.slice(0, until), vocabulary, kind, cut.value.unknown)} loop={loop} />
          {ready && (
            <p class="note">
              {loop === null
                ? `No circle within ${plural(straight.length, unitOf(kind))}${greedy.end.value === "song" ? ": it ended the song" : ", line ends counted"}.`
                : `… and so on, the same ${plural(loop.period, unitOf(kind))}, line ends counted, for ever.`}
            </p>
          )}
        </article>
        {human !== null && (
          <article>
            <h3>By a person</h3>
            <p class="note">
              {human.title !== "" && <bdi>{human.title}</bdi>}
              {human.artist !== "" && (
                <>
                  {" by "}
                  <bdi>{human.artist}</bdi>
                </>
              )}
              , kept from the network.
              {human.tokens.includes(UNKNOWN) && ` ${UNKNOWN_TEXT} is a word that it does not know.`}
            </p>
            <Verses stanzas={firstLines(typeset(human.tokens, vocabulary, kind), MOST_LINES)} />
          </article>
        )}
      </div>
    </section>
  );
}

function Verses({ stanzas, loop = null }: { stanzas: readonly Stanza[]; loop?: Loop | null }) {
  let marked = false;
  return (
    <div class="verses">
      {stanzas.map((stanza) => (
        <div class="stanza" key={stanza[0]?.start ?? 0}>
          {stanza.map((line) => {
            const begins = loop !== null && !marked && (line.words.at(-1)?.place ?? -1) >= loop.start;
            marked ||= begins;
            return (
              <p class="lyric" dir="auto" key={line.start}>
                {loop === null || !marked
                  ? lineText(line)
                  : line.words.map(({ place, text, spaced }, index) => {
                      const roundOf = (of: number) => Math.max(-1, Math.floor((of - loop.start) / loop.period));
                      const round = roundOf(place);
                      const before = line.words[index - 1];
                      // The underline of a round goes on through its spaces.
                      const within = before !== undefined && roundOf(before.place) === round;
                      const first = begins && round >= 0 && (before === undefined || roundOf(before.place) < 0);
                      return (
                        <Fragment key={place}>
                          {spaced && !within && " "}
                          {first && <span class="loop-mark">the circle begins</span>}
                          <span class={round < 0 ? "" : round % 2 === 0 ? "round" : "round other"}>
                            {spaced && within && " "}
                            {text}
                          </span>
                        </Fragment>
                      );
                    })}
              </p>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function firstLines(stanzas: readonly Stanza[], most: number): Stanza[] {
  const taken: Stanza[] = [];
  let left = most;
  for (const stanza of stanzas) {
    if (left <= 0) break;
    taken.push(stanza.slice(0, left));
    left -= stanza.length;
  }
  return taken;
}
