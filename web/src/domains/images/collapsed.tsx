/** What collapsed: for a run whose watch raised an alarm, its film's first, best and last moment side by side. */

import { whole } from "../../charts/format";
import type { Film } from "../../data/images-model";
import { bestFrame, frameAt } from "./moments";
import { FilmSheet } from "./sheets";
import { useGallery } from "./state";

export function Collapsed() {
  const { film, curves, alarms } = useGallery().model;
  const [alarm] = alarms;
  if (alarm === undefined) return null;
  const collapsed = alarms.some(({ kind }) => kind === "few-distinct" || kind === "coverage-falls");
  return (
    <section class="part wide collapsed" aria-labelledby="collapsed-title">
      <header class="part-head">
        <h2 id="collapsed-title">{collapsed ? "What collapsed" : "What went wrong"}</h2>
        <p>
          {KIND_WORDS[alarm.kind] ?? "The watch over this training raised an alarm."} The watch noticed it after{" "}
          {whole(alarm.images)} training pictures. Below are the same random beginnings at three moments.
        </p>
      </header>
      {film !== null && (
        <div class="three-moments">
          {moments(film, bestFrame(film, curves) ?? frameAt(film.images, alarm.images - 1)).map(({ title, frame }) => (
            <figure key={title}>
              <FilmSheet film={film} frame={frame} shown={400} />
              <figcaption>
                <strong>{title}</strong>
                <span class="note">after {whole(film.images[frame])} pictures</span>
              </figcaption>
            </figure>
          ))}
        </div>
      )}
      <ul class="alarm-list">
        {alarms.map(({ images, text }) => (
          <li key={`${images} ${text}`}>
            <span class="alarm-mark" aria-hidden="true">
              !
            </span>
            After {whole(images)} pictures: {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  "few-distinct":
    "Whatever the random numbers, this network came to draw the same few pictures: they fool its opponent, and nothing rewards it for variety. That is called mode collapse.",
  "no-variety":
    "Whatever the random numbers, this network drew nearly the same picture from the first look on: it settled on what fools its opponent, or did not learn long enough to draw anything else.",
  "coverage-falls":
    "This network dropped kinds of pictures that it could draw before: what remains still fools its opponent, and nothing rewards it for the rest. That is called mode collapse.",
  "discriminator-wins":
    "The opponent learned to tell every drawn picture from the real ones. From then on its verdict says only “no”, and the network that draws gets no hint how to improve.",
  "not-finite": "The numbers of this training grew without bound until they were none any more.",
};

function moments(film: Film, best: number) {
  return [
    { title: "At first", frame: 0 },
    { title: "At its best", frame: best },
    { title: "At the end", frame: film.frames.length - 1 },
  ];
}
