/** What the hidden nodes say as the sum grows, and whether they found anything like a binary code. */

import { useMemo } from "preact/hooks";
import { Curves, type Line } from "../../charts/curves";
import { figure, percent, signed, whole } from "../../charts/format";
import { type Network, shapeOf } from "../../data/model";
import { predict } from "../../engine/network";
import { type HiddenLook, lookInside } from "./measure";
import { networkName } from "./names";
import { useLab } from "./state";

export function HiddenLayer() {
  const lab = useLab();
  const network = lab.network.value;
  const weights = lab.weights.value;
  const look = useMemo(() => lookInside(shapeOf(network), weights, network.max_sum), [network, weights]);
  const lines = useMemo(() => look?.outputs.map((values, node) => nodeLine(values, node, look)) ?? [], [look]);
  return (
    <section class="part" aria-labelledby="hidden-title">
      <header class="part-head">
        <h2 id="hidden-title">Inside the hidden layer</h2>
        <p>
          {look === null
            ? "A computer adds in binary. This network cannot, and need not: it only weighs and adds."
            : `A computer adds in binary. Do the hidden nodes of the network with ${networkName(network)} discover ones and zeros? Each line is one node, followed while a and b grow together.`}
        </p>
      </header>
      {look === null ? (
        <p>There is no hidden layer to look into: the weights of a and b are all there is, and both should be 1.</p>
      ) : (
        <div class="side-by-side">
          <Curves
            title="What each node says"
            xLabel="sum a + b (with a = b)"
            yLabel="output"
            x={look.sums}
            lines={lines}
            hint="Blue nodes add to the answer, orange ones take away; thick lines have the largest output weights."
          />
          <Findings look={look} network={network} zero={predict(shapeOf(network), weights, 0, 0)} />
        </div>
      )}
    </section>
  );
}

function nodeLine(values: readonly number[], node: number, look: HiddenLook): Line {
  const weight = look.outputWeights[node] ?? Number.NaN;
  const largest = Math.max(...look.outputWeights.map(Math.abs));
  return {
    name: `h${node + 1} (output weight ${signed(weight)})`,
    colour: weight < 0 ? "--low" : "--high",
    values,
    strong: Math.abs(weight) > 0.5 * largest,
    // Sixteen names would lie on each other.
    ...(look.outputs.length <= 4 ? { end: `h${node + 1}` } : {}),
  };
}

function Findings({ look, network, zero }: { look: HiddenLook; network: Network; zero: number }) {
  const total = look.outputWeights.reduce((sum, weight) => sum + weight, 0);
  const sigmoid = network.activation === "sigmoid";
  return (
    <dl class="findings">
      <div>
        <dt>Output weights together</dt>
        <dd>{signed(total)}</dd>
        <dd class="finding-means">
          {sigmoid && !network.biases
            ? `Asked for 0 + 0, every node says exactly one half. So the answer is half of this: ${figure(zero)}. To get zero right the weights must all but cancel.`
            : `The answer to 0 + 0 is ${figure(zero)}.`}
        </dd>
      </div>
      <div>
        <dt>{network.activation === "tanh" ? "Close to a −1 or a 1" : "Close to a 0 or a 1"}</dt>
        <dd>{look.binary === null ? "–" : percent(look.binary.shareNear)}</dd>
        <dd class="finding-means">
          {look.binary === null
            ? "These nodes have no two limits to switch between, so there are no ones and zeros to look for."
            : `of all hidden outputs lie within 0.1 of ${signed(look.binary.limits[0])} or 1, asked for ${everyOrSpread(look.binary.pairs, network.max_sum)}; on average they are ${figure(look.binary.meanDistance, 2)} away.`}{" "}
          {sigmoid
            ? "A node can only rise or only fall, so it cannot count 0, 1, 0, 1: a binary code is out of reach."
            : ""}
        </dd>
      </div>
      <div>
        <dt>From where on nothing moves</dt>
        <dd>
          {look.constantFrom === null ? "from nowhere: it moves to the end" : `a + b ≈ ${whole(look.constantFrom)}`}
        </dd>
        <dd class="finding-means">
          {look.constantFrom === null
            ? "Almost up to the largest sum some hidden node still moves by more than 0.001."
            : "From there on every node stays within 0.001 of what it says to the largest pair: larger numbers get the same answer again and again."}
        </dd>
      </div>
    </dl>
  );
}

function everyOrSpread(pairs: number, maxSum: number): string {
  return pairs === (maxSum / 2) ** 2 ? `each of the ${whole(pairs)} pairs` : `${whole(pairs)} pairs, evenly spread`;
}
