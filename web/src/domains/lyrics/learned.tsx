/** How the network learned: its loss on songs that it reads and on songs that it never reads, and what it wrote by then. */

import { useSignal } from "@preact/signals";
import { Curves, type Line } from "../../charts/curves";
import { figure, percent, plural, whole } from "../../charts/format";
import { licenceSentence } from "../common/licence";
import { VerseFilm, VerseFilmBar } from "./film";
import { useDesk } from "./state";
import { unitOf } from "./units";

const COLOURS = ["--nodes-5", "--low", "--nodes-3", "--nodes-1", "--nodes-4"];
const DASHES = [undefined, [7, 4], [9, 3, 2, 3]] as const;
const SIMPLE = "Kneser–Ney, validation";

export function Learned() {
  const { model } = useDesk();
  const { curves, data, film, network, tokens } = model;
  const last = film.length - 1;
  const frame = useSignal(last);
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
  const chart = (
    <Curves
      title={`Loss, nats a ${unit}`}
      xLabel={`training ${unit}s read`}
      yLabel="loss"
      x={curves.words}
      lines={lines}
      marker={film[frame.value]?.words ?? null}
      legend
      hint={
        epochs === undefined
          ? "Point at a line for its exact value."
          : `Every song was read ${figure(epochs, 2)} times. Point at a line for its exact value.`
      }
    />
  );
  return (
    <section class={`part ${last < 0 ? "" : "wide"}`} aria-labelledby="learned-title">
      <header class="part-head">
        <h2 id="learned-title">How it learned</h2>
        <p>
          The loss says how surprised the network is by the next {unit}. Where the training loss goes on falling and the
          other one does not, it learns its songs by heart and nothing more about songs.
          {simple !== null &&
            " The dotted line is a model that only counts runs of words, Kneser–Ney: below it the network knows more than counting tells."}
        </p>
      </header>
      {last < 0 ? (
        chart
      ) : (
        <div class="verse-learned">
          <figure class="verse-sheet">
            <figcaption>
              <h3>What it wrote</h3>
              <p class="note">Always from the same random numbers: what changes is the network alone.</p>
            </figcaption>
            <VerseFilm film={film} frame={frame.value} />
          </figure>
          {chart}
          <VerseFilmBar film={film} frame={frame} />
        </div>
      )}
      <p class="note learned-from">
        Learned from {data.summary || `${data.name}, ${plural(data.songs, "song")}, ${plural(data.words, "word")}`}.{" "}
        {licenceSentence(data.licence)}{" "}
        {`${whole(network.parameters)} weights, stored in ${network.storage === "int8" ? 8 : 16} bits, ${figure(network.bytes / 1e6, 2)} MB.`}
        <Rounding />
      </p>
    </section>
  );
}

/** What it costs that the page keeps its weights in few bits. */
function Rounding() {
  const { perplexity, stored } = useDesk().model.network.error;
  if (!Number.isFinite(perplexity) || !Number.isFinite(stored)) return null;
  const lost = stored / perplexity - 1;
  return (
    <>
      {` Rounding them takes the perplexity of songs that it did not learn from ${figure(perplexity, 4)} to ${figure(stored, 4)}, `}
      {`${percent(Math.abs(lost))} ${lost < 0 ? "less" : "more"}.`}
    </>
  );
}
