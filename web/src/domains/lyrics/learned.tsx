/** How the network learned: its loss on songs that it reads, and on songs that it never reads. */

import { Curves, type Line } from "../../charts/curves";
import { figure, whole } from "../../charts/format";
import { useDesk } from "./state";
import { unitOf } from "./units";

const COLOURS = ["--nodes-5", "--low", "--nodes-3", "--nodes-1", "--nodes-4"];
const DASHES = [undefined, [7, 4], [9, 3, 2, 3]] as const;
const SIMPLE = "Kneser–Ney, validation";

export function Learned() {
  const { model } = useDesk();
  const { curves, data, network, tokens } = model;
  if (curves.words.length === 0) return null;
  const unit = unitOf(tokens);
  const losses = curves.series.filter(({ name }) => name.includes("loss"));
  const shown = losses.length > 0 ? losses : curves.series;
  const lines: Line[] = shown.map(({ name, values }, index) => {
    const dash = DASHES[index % DASHES.length];
    const colour = COLOURS[index % COLOURS.length] ?? "--plain";
    return { name, values, colour, ...(dash === undefined ? {} : { dash }) };
  });
  const simple = curves.kneser_ney;
  if (simple !== null) {
    lines.push({ name: SIMPLE, values: curves.words.map(() => simple), colour: "--plain", dash: [2, 3] });
  }
  const epochs = curves.epochs.at(-1);
  return (
    <section class="part" aria-labelledby="learned-title">
      <header class="part-head">
        <h2 id="learned-title">How it learned</h2>
        <p>
          The loss says how surprised the network is by the next {unit}. Where the training loss goes on falling and the
          other one does not, it learns its songs by heart and nothing more about songs.
          {simple !== null &&
            " The dotted line is a model that only counts runs of words, Kneser–Ney: below it the network knows more than counting tells."}
        </p>
        <p class="note">
          Learned from {whole(data.songs)} songs, {whole(data.words)} words: {data.summary || data.name}. {data.licence}
        </p>
        <p class="note">
          {`${whole(network.parameters)} weights, stored in ${network.storage === "int8" ? 8 : 16} bits, ${figure(network.bytes / 1e6, 2)} MB.`}
          {Number.isFinite(network.error.perplexity) &&
            Number.isFinite(network.error.stored) &&
            ` Rounding them takes the perplexity from ${figure(network.error.perplexity, 4)} to ${figure(network.error.stored, 4)}.`}
        </p>
      </header>
      <Curves
        title={`Loss, nats a ${unit}`}
        xLabel="training words read"
        yLabel="loss"
        x={curves.words}
        lines={lines}
        legend
        hint={
          epochs === undefined
            ? "Point at a line for its exact value."
            : `Every song was read ${figure(epochs, 2)} times. Point at a line for its exact value.`
        }
      />
    </section>
  );
}
