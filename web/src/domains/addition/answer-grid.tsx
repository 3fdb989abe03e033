/** Every network's answer at once: a row for each number of hidden nodes, a column for each maximum sum. */

import { useMemo } from "preact/hooks";
import { answer, answerError } from "../../charts/format";
import type { Field } from "../../charts/surface-draw";
import { Thumbnail } from "../../charts/thumbnail";
import { type Network, shapeOf } from "../../data/model";
import { predict } from "../../engine/network";
import { pairField } from "./measure";
import { networkName, shortName, sumsName } from "./names";
import { useLab } from "./state";

const STAMP_SIZE = 24;

export function AnswerGrid() {
  const { networks } = useLab().model;
  const stamps = useMemo(
    () =>
      new Map(
        networks.map((network): [Network, Field] => [
          network,
          pairField(shapeOf(network), network.weights, network.max_sum, STAMP_SIZE),
        ]),
      ),
    [networks],
  );
  const sums = [...new Set(networks.map(({ max_sum }) => max_sum))].sort((one, other) => one - other);
  const rows = [...new Set(networks.map(shortName))];
  return (
    <div class="answers">
      <table class="answer-grid">
        <caption>
          Everyone’s answer. Each stamp maps a network’s error over the numbers it practised; choose one to look inside.
        </caption>
        <thead>
          <tr>
            <td />
            {sums.map((sum) => (
              <th key={sum} scope="col">
                {sumsName(sum)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {sums.map((sum) => {
                const network = networks.find((other) => shortName(other) === row && other.max_sum === sum);
                const stamp = network === undefined ? undefined : stamps.get(network);
                return (
                  <td key={sum}>
                    {network !== undefined && stamp !== undefined && <AnswerCell network={network} stamp={stamp} />}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AnswerCell({ network, stamp }: { network: Network; stamp: Field }) {
  const lab = useLab();
  const [a, b] = [lab.a.value, lab.b.value];
  const chosen = lab.network.value === network;
  // The chosen network answers as it stands in the film and under the visitor's changes, the others as they ended.
  const value = chosen ? lab.answer.value : predict(shapeOf(network), network.weights, a, b);
  const error = value - (a + b);
  const right = Math.abs(error) < 0.5;
  return (
    <button
      type="button"
      class="answer-cell"
      aria-pressed={chosen}
      aria-label={`${networkName(network)}: ${answer(value)}, ${right ? "right" : "wrong"}, error ${answerError(error)}`}
      onClick={() => lab.select(network)}
    >
      <Thumbnail field={chosen ? lab.pairs.value : stamp} />
      <span class="cell-value">{answer(value)}</span>
      <span class={`mark ${right ? "right" : "wrong"}`}>{right ? "✓" : "✗"}</span>
      <span class="cell-error">{answerError(error)}</span>
    </button>
  );
}
