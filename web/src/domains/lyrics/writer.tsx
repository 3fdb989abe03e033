/** The writer: what to begin with and how to choose on one side, the song in the middle, the visitor's own poem beside it. */

import { nearWords } from "../../engine/words/near-words";
import { takesPrompts } from "../../engine/words/words";
import { STANZA } from "../../word-layers";
import { Choice } from "../common/choice";
import { CopyLink } from "../common/copy-link";
import { KeepButton } from "../common/keep-button";
import { Copied } from "./copied";
import { CopyText } from "./copy-text";
import { TEMPERATURE } from "./knob-list";
import { Dial, Knobs } from "./knobs";
import { Poem } from "./poem";
import { Song } from "./song";
import { type Pace, useDesk } from "./state";
import { plainText, typeset } from "./typeset";
import { unitOf } from "./units";

const PACES: readonly { value: Pace; text: string }[] = [
  { value: "slow", text: "slow" },
  { value: "fast", text: "fast" },
  { value: "at once", text: "at once" },
];
const NEAR_WORDS = 3;
const MOST_UNKNOWN = 6;

export function Writer() {
  const desk = useDesk();
  const { model, song, settings } = desk;
  return (
    <section class="writer" aria-labelledby="writer-title">
      <div class="writer-desk">
        <h2 id="writer-title">Written here, just now</h2>
        <p>
          The network is in this page and your browser writes with it: nobody has sung this before. Point at any{" "}
          {unitOf(model.tokens)} to see what else it might have been.
        </p>
        {model.data.from_file && (
          <p class="permission">
            <strong>These songs came from a file.</strong> What a network learned from other people’s songs may need
            their permission before it is published.
          </p>
        )}
        <Prompt />
        {model.voices.length > 0 && <Voice />}
        <Dial
          knob={TEMPERATURE}
          value={settings.value.temperature}
          onChange={(temperature) =>
            desk.change(() => {
              settings.value = { ...settings.value, temperature };
            })
          }
        />
        <Knobs />
      </div>
      <div class="writer-paper">
        <div class="writer-tools">
          {song.end.value === null ? (
            <button type="button" class="primary" onClick={desk.stop}>
              Stop
            </button>
          ) : (
            <button type="button" class="primary" onClick={desk.write}>
              Write
            </button>
          )}
          <button
            type="button"
            onClick={() =>
              desk.change(() => {
                desk.seed.value += 1;
              })
            }
          >
            Another one
          </button>
          <Choice
            label="Pace"
            options={PACES}
            value={desk.pace.value}
            onChange={(pace) => {
              desk.pace.value = pace;
            }}
          />
        </div>
        <Song />
        <Status />
        <div class="writer-foot">
          <CopyText
            text={() =>
              plainText(
                typeset(
                  song.shown.value.map(({ token }) => token),
                  model.vocabulary,
                  model.tokens,
                  desk.cut.value.unknown,
                ),
              )
            }
          >
            Copy the text
          </CopyText>
          <CopyLink />
          <KeepButton
            disabled={song.end.value === null || desk.due.value}
            shown={() => {
              const tokens = song.shown.value.map(({ token }) => token);
              const text = plainText(typeset(tokens, model.vocabulary, model.tokens, desk.cut.value.unknown));
              if (text === "") return null;
              return { kind: "verse", text, about: model.voices[desk.voice.value] ?? "", address: desk.address() };
            }}
          />
          {desk.start.value !== null && (
            <button
              type="button"
              class="quiet"
              onClick={() =>
                desk.change(() => {
                  desk.start.value = null;
                  desk.picked.value = [];
                })
              }
            >
              Back to the prompt alone
            </button>
          )}
        </div>
        <Copied />
      </div>
      <Poem />
    </section>
  );
}

function Prompt() {
  const desk = useDesk();
  const { model, prompt } = desk;
  if (!takesPrompts(model)) {
    return <p class="note">This network writes pieces of words, so it begins by itself: a page cannot cut a prompt.</p>;
  }
  const begin = (text: string) =>
    desk.change(() => {
      prompt.value = text;
      desk.start.value = null;
      desk.picked.value = [];
    });
  return (
    <div class="prompt">
      <label>
        <span class="field-name">Begin with</span>
        <textarea
          rows={2}
          maxLength={2000}
          dir="auto"
          spellcheck={false}
          autocomplete="off"
          placeholder="a few words of yours, or nothing"
          value={prompt.value}
          onInput={({ currentTarget }) => begin(currentTarget.value)}
        />
      </label>
      {desk.prompts.length > 0 && (
        <p class="prompt-chips">
          {desk.prompts.map((text) => (
            <button
              type="button"
              class="chip"
              key={text}
              aria-pressed={prompt.value === text}
              onClick={() => begin(text)}
            >
              <bdi>{text}</bdi>
            </button>
          ))}
        </p>
      )}
      <Unknown begin={begin} />
    </div>
  );
}

/** A text with the first `word` in it as a word of its own, however its apostrophes are written, replaced by `known`. */
export function replaceWord(text: string, word: string, known: string): string {
  const letters = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("'", "['’‘ʼ`´]");
  const alone = new RegExp(`(^|[^\\p{L}\\p{N}])${letters}(?![\\p{L}\\p{N}])`, "iu");
  return text.replace(alone, (_whole, before: string) => before + known);
}

/** The words of the prompt that the network never learned, each with known ones that look like it. */
function Unknown({ begin }: { begin: (text: string) => void }) {
  const { model, prompt, cut } = useDesk();
  const unknown = [...new Set(cut.value.unknown)].slice(0, MOST_UNKNOWN);
  const replace = (word: string, known: string) => {
    begin(replaceWord(prompt.value, word, known));
  };
  return (
    <div class="unknown" aria-live="polite">
      {unknown.map((word) => {
        const near = nearWords(word, model.vocabulary, NEAR_WORDS);
        return (
          <p class="note" key={word}>
            It never learned{" "}
            <strong>
              <bdi>{word}</bdi>
            </strong>{" "}
            and reads it as an unknown word.
            {near.length > 0 && " It knows "}
            {near.map((known, index) => (
              <span key={known}>
                {index > 0 && ", "}
                <button type="button" class="link" onClick={() => replace(word, known)}>
                  <bdi>{known}</bdi>
                </button>
              </span>
            ))}
            {near.length > 0 && "."}
          </p>
        );
      })}
    </div>
  );
}

function Voice() {
  const desk = useDesk();
  return (
    <label class="voice">
      <span class="field-name">In the voice of</span>
      <select
        value={String(desk.voice.value)}
        onChange={({ currentTarget }) =>
          desk.change(() => {
            desk.voice.value = currentTarget.selectedIndex - 1;
          })
        }
      >
        <option value="-1">nobody in particular</option>
        {desk.model.voices.map((name, index) => (
          <option key={index} value={String(index)}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Status() {
  const { song, studio, model } = useDesk();
  const end = song.end.value;
  const count = song.shown.value.filter(({ token }) => token > STANZA).length;
  const speed = Number.isFinite(song.speed.value)
    ? `, ${Math.round(song.speed.value).toLocaleString("en")} a second`
    : "";
  const where = studio.place.value === "worker" ? "" : ", in the page itself: this browser starts no worker";
  const why = end === null ? "writing" : ENDS[end];
  return (
    <p class="note writer-status" role="status">
      {song.problem.value ??
        (end === null
          ? "writing …"
          : `${count.toLocaleString("en")} ${unitOf(model.tokens, count)}${speed}${where} · ${why}`)}
    </p>
  );
}

const ENDS = {
  song: "the network ended the song here",
  words: "it was asked for no more",
  lines: "it was asked for no more",
  stopped: "stopped by you",
} as const;
