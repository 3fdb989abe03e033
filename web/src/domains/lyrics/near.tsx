/** Which words the network uses alike: those whose vectors point the same way. */

import { useId, useState } from "preact/hooks";
import { nearWords } from "../../engine/words/near-words";
import { useDesk } from "./state";

const LIKE = 5;
const MOST_OFFERED = 400;

export function Near() {
  const { model, near } = useDesk();
  const { neighbours, vocabulary } = model;
  const [typed, setTyped] = useState<string | null>(null);
  const options = useId();
  if (neighbours.words.length === 0) return null;
  const index = neighbours.words.indexOf(near.value);
  const found = neighbours.near[index] ?? [];
  const go = (token: number) => {
    near.value = token;
    setTyped(null);
  };
  const onInput = (text: string) => {
    setTyped(text);
    const token = vocabulary.indexOf(text.trim().toLowerCase());
    if (neighbours.words.includes(token)) near.value = token;
  };
  const missing = typed !== null && typed.trim() !== "" && vocabulary[near.value] !== typed.trim().toLowerCase();
  const alike = missing
    ? nearWords(typed.trim().toLowerCase(), vocabulary, 4 * LIKE)
        .map((word) => vocabulary.indexOf(word))
        .filter((token) => neighbours.words.includes(token))
        .slice(0, LIKE)
    : [];
  return (
    <section class="part near" aria-labelledby="near-title">
      <header class="part-head">
        <h2 id="near-title">Words it uses alike</h2>
        <p>
          To the network a word is a list of numbers. It was never told what a word means; words that stand in the same
          places in songs came to have like numbers.
        </p>
      </header>
      <div class="near-body">
        <label class="near-field">
          <span class="field-name">Near to</span>
          <input
            type="text"
            dir="auto"
            list={options}
            autocomplete="off"
            spellcheck={false}
            value={typed ?? vocabulary[near.value] ?? ""}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
            onBlur={() => {
              if (!missing) setTyped(null);
            }}
          />
          <datalist id={options}>
            {neighbours.words.slice(0, MOST_OFFERED).map((token) => (
              <option key={token} value={vocabulary[token]} />
            ))}
          </datalist>
        </label>
        {missing ? (
          <p class="note" role="status">
            No neighbours are kept for this word.
            {alike.length > 0 && " Try "}
            {alike.map((token, place) => (
              <span key={token}>
                {place > 0 && ", "}
                <button type="button" class="link" onClick={() => go(token)}>
                  <bdi>{vocabulary[token]}</bdi>
                </button>
              </span>
            ))}
          </p>
        ) : (
          <ol class="near-words" aria-label={`Nearest to ${vocabulary[near.value] ?? ""}, nearest first`}>
            {found.map((token) => (
              <li key={token}>
                {neighbours.words.includes(token) ? (
                  <button type="button" class="link" onClick={() => go(token)}>
                    <bdi>{vocabulary[token]}</bdi>
                  </button>
                ) : (
                  <bdi>{vocabulary[token]}</bdi>
                )}
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}
