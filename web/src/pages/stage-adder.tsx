/** The networks that add, at work: a sum to type, everybody's answer, and one of them from inside while it answers. */

import { useState } from "preact/hooks";
import { answer, whole } from "../charts/format";
import type { AddingNetwork, AddingStage } from "../data/model";
import { rowName, shortName, sumsName } from "../domains/addition/names";
import { NumberField } from "../domains/addition/number-field";
import { Choice } from "../domains/common/choice";
import { predict } from "../engine/network";
import { InsideAdder } from "./inside-adder";

const FIRST = [20, 22] as const;
const PAIRS: readonly (readonly [number, number])[] = [
  [2, 2],
  [20, 22],
  [103, 17],
  [3370, 329],
];
const MOST_ROWS = 4;
const USUAL_NODES = "16 nodes";
const METHODS = {
  adam: "trained by Adam",
  "levenberg-marquardt": "by Levenberg–Marquardt",
  projection: "solved for the last layer",
} as const;

export function Adder({ stages }: { stages: readonly AddingStage[] }) {
  const [[a, b], ask] = useState<readonly [number, number]>(FIRST);
  const names = [...new Set(stages.flatMap(({ networks }) => networks.map(shortName)))];
  const [name, choose] = useState(names.includes(USUAL_NODES) ? USUAL_NODES : (names.at(-1) ?? ""));
  const rows = stages
    .map((stage) => ({ stage, networks: stage.networks.filter((network) => shortName(network) === name) }))
    .filter(({ networks }) => networks.length > 0)
    .slice(0, MOST_ROWS);
  const sums = [...new Set(rows.flatMap(({ networks }) => networks.map(({ max_sum }) => max_sum)))].sort(
    (x, y) => x - y,
  );
  const [row, setRow] = useState(Math.max(0, rows.length - 1));
  const [sum, setSum] = useState(sums[1] ?? sums[0] ?? 0);
  const inside =
    rows[row]?.networks.find(({ max_sum }) => max_sum === sum) ?? rows.flatMap(({ networks }) => networks)[0];
  return (
    <div class="stage adder">
      <div class="equation">
        <NumberField label="first number" value={a} onChange={(value) => ask([value, b])} />
        <span class="operator">+</span>
        <NumberField label="second number" value={b} onChange={(value) => ask([a, value])} />
        <span class="operator">=</span>
        <output class="answer-value" aria-live="polite">
          {inside === undefined ? "" : answer(predict(inside, inside.weights, a, b))}
        </output>
      </div>
      <p class="suggestions">
        <span>Try</span>
        {PAIRS.map(([one, other]) => (
          <button type="button" class="chip" key={one} onClick={() => ask([one, other])}>
            {one} + {other}
          </button>
        ))}
      </p>
      {inside !== undefined && <InsideAdder network={inside} a={a} b={b} />}
      {names.length > 1 && (
        <Choice
          label="Networks with"
          options={names.map((text) => ({ value: text, text: text.replace(/ nodes?$/, "") }))}
          value={name}
          onChange={choose}
        />
      )}
      <table class="adder-answers">
        <caption class="visually-hidden">Everybody’s answer; choose one to look inside</caption>
        <thead>
          <tr>
            <td />
            {sums.map((one) => (
              <th key={one} scope="col">
                {sumsName(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ stage, networks }, index) => (
            <tr key={stage.href}>
              <th scope="row">
                <a href={stage.href}>{stage.preset || stage.title}</a>
                <small class="answer-method">{METHODS[networks[0]?.method ?? "adam"]}</small>
              </th>
              {sums.map((one) => (
                <td key={one}>
                  <Answer
                    network={networks.find(({ max_sum }) => max_sum === one)}
                    pair={[a, b]}
                    pressed={index === row && one === sum}
                    onChoose={() => {
                      setRow(index);
                      setSum(one);
                    }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">
        The networks stand in this page and answer in your browser. A network that never practised numbers as large as
        yours can only guess.
      </p>
    </div>
  );
}

interface AnswerProps {
  readonly network: AddingNetwork | undefined;
  readonly pair: readonly [number, number];
  readonly pressed: boolean;
  readonly onChoose: () => void;
}

function Answer({ network, pair: [a, b], pressed, onChoose }: AnswerProps) {
  if (network === undefined) return null;
  const value = predict(network, network.weights, a, b);
  const right = Math.abs(value - (a + b)) < 0.5;
  const label = `${rowName(network)}, ${sumsName(network.max_sum)}: ${answer(value)}, ${right ? "right" : `wrong, it is ${whole(a + b)}`}`;
  return (
    <button type="button" class="adder-answer" aria-pressed={pressed} aria-label={label} onClick={onChoose}>
      {answer(value)} <span class={`mark ${right ? "right" : "wrong"}`}>{right ? "✓" : "✗"}</span>
    </button>
  );
}
