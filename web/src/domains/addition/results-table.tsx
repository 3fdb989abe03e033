/** The figures of the run, each beside the best that a single node could reach. */

import { answer, figure, percent, whole } from "../../charts/format";
import type { Cell, Network, Pair, Spread, Yardstick } from "../../data/model";
import { networkName, rowName } from "./names";
import { useLab } from "./state";

export function ResultsTable() {
  const lab = useLab();
  const { cells, networks, yardsticks, run } = lab.model;
  const seeds = Math.max(1, ...cells.map((cell) => cell.seeds));
  const drawn = run.spec["test_pairs"];
  // A run without yardsticks, or with too many pairs to ask all, has nothing to show there.
  const has: Columns = {
    allPairs: networks.some(({ result }) => result.all_pairs_accuracy !== null),
    yardstick: yardsticks.length > 0,
    stuck: cells.some(({ stuck_share }) => stuck_share !== null),
  };
  return (
    <section class="part wide" aria-labelledby="results-title">
      <header class="part-head">
        <h2 id="results-title">The marks</h2>
        <p>
          An answer is right if it rounds to the sum. The figures come from{" "}
          {typeof drawn === "number" ? `${whole(drawn)} pairs` : "pairs"} drawn at random
          {has.allPairs && "; only “right, all pairs” counts every pair there is, wherever those are few enough"}.{" "}
          {seeds > 1
            ? `Each network was trained ${seeds} times from different beginnings: the figure is the median, the small ones beneath it the lowest and the highest; ${has.allPairs ? "all pairs, " : ""}best and worst pair, range and float32 are those of the network you see on this page. `
            : "Each network was trained once. "}
          {has.yardstick &&
            "Beside each stands what one node could reach at best, however long it trained: the figure to beat."}
        </p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard. */}
      <section class="table-box" tabIndex={0} aria-label="Results of every network">
        <table class="data-table results">
          <thead>
            <tr>
              <th scope="col">hidden nodes</th>
              <th scope="col">maximum sum</th>
              <th scope="col">right answers</th>
              {has.allPairs && (
                <th scope="col" title={ALL_PAIRS}>
                  right, all pairs
                </th>
              )}
              {has.yardstick && <th scope="col">one node, at best</th>}
              <th scope="col">mean squared error</th>
              {has.yardstick && <th scope="col">one node, at best</th>}
              <th scope="col">epochs or iterations</th>
              <th scope="col">its answers lie in</th>
              <th scope="col">best pair</th>
              <th scope="col">worst pair</th>
              {has.stuck && <th scope="col">got stuck</th>}
              <th scope="col">right in float32</th>
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <Row
                key={networkName(cell)}
                cell={cell}
                has={has}
                network={networks.find((other) => networkName(other) === networkName(cell))}
                yardstick={yardsticks.find((other) => other.max_sum === cell.max_sum)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

const ALL_PAIRS =
  "The share of right answers over every pair there is: no sampling error. A dash where there are too many.";

/** Which columns the run has figures for. */
interface Columns {
  readonly allPairs: boolean;
  readonly yardstick: boolean;
  readonly stuck: boolean;
}

interface RowProps {
  readonly has: Columns;
  readonly cell: Cell;
  readonly network: Network | undefined;
  readonly yardstick: Yardstick | undefined;
}

function Row({ has, cell, network, yardstick }: RowProps) {
  const lab = useLab();
  const result = network?.result;
  const [lowest, highest] = result?.prediction_range ?? [];
  return (
    <tr class={network !== undefined && lab.network.value === network ? "current" : ""}>
      <th scope="row">
        {network === undefined ? (
          rowName(cell)
        ) : (
          <button type="button" class="link" onClick={() => lab.select(network)}>
            {rowName(cell)}
          </button>
        )}
      </th>
      <td>{whole(cell.max_sum)}</td>
      <td>{overSeeds(cell.accuracy, cell.seeds, percent)}</td>
      {has.allPairs && <td>{percent(result?.all_pairs_accuracy)}</td>}
      {has.yardstick && <td class="yardstick">{percent(yardstick?.one_node_accuracy)}</td>}
      <td>{overSeeds(cell.mse, cell.seeds, figure)}</td>
      {has.yardstick && <td class="yardstick">{figure(yardstick?.one_node_mse)}</td>}
      <td>{overSeeds(cell.epochs, cell.seeds, whole)}</td>
      <td>{lowest === undefined || highest === undefined ? "–" : `${figure(lowest)} … ${figure(highest)}`}</td>
      <td>{pairCell(result?.best_pair)}</td>
      <td>{pairCell(result?.worst_pair)}</td>
      {has.stuck && <td>{cell.seeds > 1 ? percent(cell.stuck_share) : yesOrNo(result?.stuck)}</td>}
      <td>{percent(result?.float32_accuracy)}</td>
    </tr>
  );
}

function yesOrNo(value: boolean | null | undefined): string {
  return value === null || value === undefined ? "–" : value ? "yes" : "no";
}

function overSeeds(spread: Spread, seeds: number, format: (value: number | null) => string) {
  if (seeds < 2) return format(spread.median);
  return (
    <>
      {format(spread.median)}
      <small>
        {format(spread.low)} – {format(spread.high)}
      </small>
    </>
  );
}

function pairCell(pair: Pair | undefined) {
  if (pair === undefined) return "–";
  return (
    <>
      {pair.a} + {pair.b}
      <small>→ {answer(pair.prediction)}</small>
    </>
  );
}
