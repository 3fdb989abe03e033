/** The network that writes, at work: a beginning to type, and a line more with every click. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { LyricsModel } from "../data/lyrics-model";
import type { LiveStage, Piece } from "../data/model";
import { writeNumbers } from "../domains/lyrics/address-text";
import { createStudio } from "../domains/lyrics/studio";
import { plainText, typeset } from "../domains/lyrics/typeset";
import { defaultSettings } from "../engine/words/sampling-settings";
import { cutPrompt, takesPrompts } from "../engine/words/words";
import { LINE, STANZA } from "../word-layers";
import { megabytes, useLive } from "./load-live";

const USUAL_BEGINNING = "hello world";
const MOST_BEGINNING = 200;
const LINE_WORDS = 30;
const MOST_SEED = 1_000_000;
const MOST_TOKENS = 500;
const WORD_MILLISECONDS = 70;

export function Writer({ stage }: { stage: LiveStage }) {
  const live = useLive(stage, "lyrics");
  const { model } = live;
  const studio = useMemo(() => {
    if (model === null) return null;
    const { model: kind, window, layers, weights } = model.network;
    return createStudio({ network: { model: kind, window, layers, weights } });
  }, [model]);
  const first = stage.pieces.find((piece) => piece.kind === "verse");
  const [beginning, setBeginning] = useState(beginningOf(first) ?? USUAL_BEGINNING);
  const [voice, setVoice] = useState(-1);
  const [tokens, setTokens] = useState<readonly number[]>([]);
  /** The unknown words that they begin with, as somebody typed them. */
  const [typed, setTyped] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(0);
  const [busy, setBusy] = useState(false);
  const [ended, setEnded] = useState(false);
  const [note, setNote] = useState("");

  const write = () => {
    setBusy(true);
    void live.load().then((found) => found === null && setBusy(false));
  };
  useEffect(() => {
    if (!busy || studio === null || model === null) return;
    const cut = takesPrompts(model) ? cutPrompt(beginning, model) : { tokens: [], unknown: [] };
    const fresh = ended || tokens.length === 0;
    const prompt = fresh ? cut.tokens : tokens;
    if (fresh) setTyped(cut.unknown);
    const unknown = [...new Set(cut.unknown)];
    setNote(unknown.length === 0 ? "" : `It never learned ${unknown.map((word) => `“${word}”`).join(", ")}.`);
    const heard: number[] = [];
    const order = {
      settings: defaultSettings,
      seed: 1 + Math.floor(Math.random() * MOST_SEED),
      voice,
      prompt,
      words: LINE_WORDS,
      lines: 1,
      candidates: 0,
    };
    studio.ask("line", order, 1, ({ words, end, problem }) => {
      heard.push(...words.map(({ token }) => token));
      if (end === null) return;
      // A line that never ended is ended here, so that the next one is a new one.
      const last = heard.at(-1);
      const line = end === "words" && last !== LINE && last !== STANZA ? [...heard, LINE] : heard;
      setShown(prompt.length);
      setTokens(line);
      setEnded(end === "song" || line.length > MOST_TOKENS);
      setBusy(false);
      if (problem !== null) setNote(problem);
    });
    return () => studio.stop("line");
  }, [busy, studio, model]);
  useEffect(() => {
    if (shown >= tokens.length) return undefined;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = window.setTimeout(() => setShown(still ? tokens.length : shown + 1), still ? 0 : WORD_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [shown, tokens]);
  const startOver = () => {
    // A line that is still being written belongs to what stood there before.
    studio?.stop("line");
    setBusy(false);
    setTokens([]);
    setShown(0);
    setEnded(false);
    setNote("");
  };
  const begun = model !== null && tokens.length > 0;
  return (
    <div class="stage writer-stage">
      <div class="stage-fields">
        <label>
          <span class="field-name">Begin with</span>
          <input
            type="text"
            maxLength={MOST_BEGINNING}
            autocomplete="off"
            spellcheck={false}
            dir="auto"
            value={beginning}
            onInput={({ currentTarget }) => {
              setBeginning(currentTarget.value);
              startOver();
            }}
          />
        </label>
        {model !== null && model.voices.length > 0 && (
          <label>
            <span class="field-name">In the voice of</span>
            <select
              value={String(voice)}
              onChange={({ currentTarget }) => {
                setVoice(currentTarget.selectedIndex - 1);
                startOver();
              }}
            >
              <option value="-1">nobody in particular</option>
              {model.voices.map((name, index) => (
                <option key={name} value={String(index)}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class="stage-tools">
        <button type="button" class="primary" onClick={write} disabled={busy}>
          {!begun ? "Write a line" : ended ? "Write another song" : "Write the next line"}
        </button>
        {begun && (
          <button type="button" onClick={startOver}>
            Start over
          </button>
        )}
        <a href={begun ? `${stage.href}#${addressOf(beginning, voice, tokens)}` : stage.href}>
          {begun ? "Go on with it on its page" : "Look inside this network"}
        </a>
      </div>
      {/* Told as a whole, once its last word is there. */}
      <p class="sheet-of-words" dir="auto" aria-live="polite" aria-busy={shown < tokens.length}>
        {begun ? (
          <Words model={model} tokens={tokens.slice(0, shown)} typed={typed} />
        ) : (
          first?.kind === "verse" && <span class="written-before">{first.text}</span>
        )}
      </p>
      <p class="note" role="status">
        {live.problem ??
          (busy && studio === null
            ? `Fetching the network, ${megabytes(stage.bytes)} …`
            : note !== ""
              ? note
              : begun
                ? ended
                  ? "The network thinks that the song is over here."
                  : "Every line is written by your browser, a word at a time."
                : first === undefined
                  ? ""
                  : `It wrote this after its training${first.about === "" ? "" : `, in the voice of ${first.about}`}. Now it is your turn.`)}
      </p>
    </div>
  );
}

/** The first two words of a verse that the network wrote: words that it knows. */
function beginningOf(piece: Piece | undefined): string | null {
  const words = piece?.kind === "verse" ? (piece.text.split("\n")[0]?.split(" ") ?? []) : [];
  return words.length >= 2 ? words.slice(0, 2).join(" ") : null;
}

interface WordsProps {
  readonly model: LyricsModel;
  readonly tokens: readonly number[];
  readonly typed: readonly string[];
}

function Words({ model, tokens, typed }: WordsProps) {
  return <>{plainText(typeset(tokens, model.vocabulary, model.tokens, typed))}</>;
}

/** What brings exactly these words back on the page of the run. */
function addressOf(beginning: string, voice: number, tokens: readonly number[]): string {
  const fields = new URLSearchParams({ prompt: beginning, voice: String(voice) });
  return `${fields}&from=${writeNumbers(tokens)}&stop=${tokens.length}`;
}
