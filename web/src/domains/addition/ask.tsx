/** The question: two numbers, the chosen network's answer in large, and everybody's answer beside it. */

import { answer, answerError, whole } from "../../charts/format";
import { CopyLink } from "../common/copy-link";
import { AnswerGrid } from "./answer-grid";
import { networkName, sumsName } from "./names";
import { NumberField } from "./number-field";
import { useLab } from "./state";

const PAIRS: readonly (readonly [number, number])[] = [
  [2, 2],
  [7, 7],
  [60, 60],
  [103, 17],
  [3370, 329],
  [32767, 32767],
];

export function Ask() {
  const lab = useLab();
  const { a, b, network } = lab;
  const largest = Math.max(...lab.model.networks.map(({ max_sum }) => max_sum));
  const highest = largest / 2 - 1;
  const surprise = () => {
    const limit = network.value.max_sum / 2;
    lab.ask(Math.floor(Math.random() * limit), Math.floor(Math.random() * limit));
  };
  return (
    <section class="ask" aria-labelledby="ask-title">
      <div class="ask-question">
        <h2 id="ask-title">Ask them something easy</h2>
        <div class="equation">
          <NumberField label="first number, a" value={a.value} onChange={(value) => lab.ask(value, b.value)} />
          <span class="operator">+</span>
          <NumberField label="second number, b" value={b.value} onChange={(value) => lab.ask(a.value, value)} />
          <Answer />
        </div>
        <p class="suggestions">
          <span>Try</span>
          {PAIRS.filter(([one, other]) => Math.max(one, other) <= highest).map(([one, other]) => (
            <button type="button" class="chip" key={`${one} ${other}`} onClick={() => lab.ask(one, other)}>
              {one} + {other}
            </button>
          ))}
          <button type="button" class="chip" onClick={surprise}>
            any pair
          </button>
        </p>
        <OutsideNote />
        <CopyLink />
      </div>
      <AnswerGrid />
    </section>
  );
}

function Answer() {
  const lab = useLab();
  const value = lab.answer.value;
  const sum = lab.a.value + lab.b.value;
  const right = Math.abs(value - sum) < 0.5;
  return (
    <div class="answer" aria-live="polite">
      <p class="answer-line">
        <span class="operator">=</span> <output class="answer-value">{answer(value)}</output>
      </p>
      <p class="answer-verdict">
        <span class={`mark ${right ? "right" : "wrong"}`}>{right ? "✓" : "✗"}</span>{" "}
        {right ? "rounds to the right sum" : `the sum is ${whole(sum)}`}, error {answerError(value - sum)}
        <span class="answer-who">says the network with {networkName(lab.network.value)}</span>
      </p>
    </div>
  );
}

/** A kind word when a question lies outside what some of the networks have practised. */
function OutsideNote() {
  const lab = useLab();
  const [a, b] = [lab.a.value, lab.b.value];
  const sums = [...new Set(lab.model.networks.map(({ max_sum }) => max_sum))];
  const outside = sums.filter((sum) => [a, b].some((value) => value < 0 || value > sum / 2 - 1));
  const text =
    outside.length === 0
      ? "Every network here has practised numbers like these."
      : outside.length === sums.length
        ? "None of them has ever met numbers like these. Whatever they say is a guess, so be kind."
        : `The networks for ${outside.map(sumsName).join(" and ")} never met numbers like these: their answers are guesses.`;
  return <p class="note outside">{text}</p>;
}
