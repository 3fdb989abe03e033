/** How the network learned: the same latents drawn through the training, and the curves beside them. */

import { Curves, type Line } from "../../charts/curves";
import { whole } from "../../charts/format";
import type { Series } from "../../data/images-model";
import { frameAt } from "./moments";
import { FilmSheet } from "./sheets";
import { useGallery } from "./state";

const COLOURS = ["--nodes-5", "--low", "--nodes-3", "--plain", "--nodes-1", "--nodes-4"];
const DASHES = [undefined, [7, 4], [2, 3], [9, 3, 2, 3]] as const;

export function Learned() {
  const gallery = useGallery();
  const { film, curves, alarms } = gallery.model;
  const frame = gallery.frame.value;
  const seen = film?.images[frame] ?? null;
  const flags = alarms.map(({ images, text }) => ({ x: images, text }));
  return (
    <section class="part wide" aria-labelledby="learned-title">
      <header class="part-head">
        <h2 id="learned-title">How it learned</h2>
        <p>
          Two networks against each other: one draws, the other tries to tell drawn pictures from real ones, and each
          learns from the other’s mistakes. So the losses need not fall; what counts is that the pictures get better and
          stay different from each other.
        </p>
      </header>
      <div class="learned">
        {film !== null && (
          <figure class="film-sheet">
            <FilmSheet film={film} frame={frame} shown={440} />
            <figcaption class="note">
              The same {film.rows * film.columns} random beginnings, after {whole(seen)} training pictures.
            </figcaption>
          </figure>
        )}
        <div class="learned-curves">
          <Curves
            title="Losses"
            xLabel="training pictures seen"
            yLabel="loss"
            x={curves.images}
            lines={curves.series.map(lineOf)}
            marker={seen}
            flags={flags}
            legend
            hint="The upright line is the moment of the slider."
          />
          <Curves
            title="What the watch saw"
            xLabel="training pictures seen"
            yLabel="share"
            x={curves.images}
            lines={curves.watch.map(lineOf)}
            marker={seen}
            flags={flags}
            legend
            hint="Point at a line, or use the arrow keys, for exact values."
          />
          <dl class="watch-words">
            {curves.watch.map(({ name }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{WATCH_WORDS.find(([start]) => name.startsWith(start))?.[1] ?? ""}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
      {alarms.length > 0 && (
        <ul class="alarm-list">
          {alarms.map(({ images, text }) => (
            <li key={`${images} ${text}`}>
              <span class="alarm-mark" aria-hidden="true">
                !
              </span>
              <button
                type="button"
                class="link"
                onClick={() => {
                  gallery.playing.value = false;
                  gallery.showFrame(frameAt(film?.images ?? [], images));
                }}
              >
                after {whole(images)} pictures
              </button>{" "}
              {text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** By the beginning of a series' name. */
const WATCH_WORDS: readonly (readonly [string, string])[] = [
  [
    "distinct",
    "The share of drawn pictures that are no copies of each other. If it falls, the network repeats itself.",
  ],
  [
    "coverage",
    "How much of the variety of real pictures the drawn ones reach, both seen as tiny thumbnails (the marks look closer). If it falls, kinds of pictures get lost.",
  ],
  [
    "pairs",
    "How often the other network tells a drawn picture from a real one. Near 1 while coverage stays low, it has won, and nobody learns; near 1 beside high coverage, it is only strict.",
  ],
];

function lineOf({ name, values }: Series, index: number): Line {
  const dash = DASHES[index % DASHES.length];
  return {
    name,
    values,
    colour: COLOURS[index % COLOURS.length] ?? "--plain",
    ...(dash === undefined ? {} : { dash }),
  };
}
