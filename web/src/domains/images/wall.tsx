/** The wall: pictures drawn while the visitor watches. A click looks at one more closely, its small button draws another. */

import { figure, plural } from "../../charts/format";
import { CopyLink } from "../common/copy-link";
import { Chosen } from "./chosen";
import { ANY, drawable, inputOf, labelWords } from "./faces";
import { Picture, useDrawn } from "./picture";
import { PLACES, useGallery, useStudio } from "./state";
import { useMedia } from "./watching";
import { Wishes } from "./wishes";

/** Twelve on a narrow screen, in three columns. */
const NARROW = "(max-width: 46rem)";
const NARROW_PLACES = 12;

export function Wall() {
  const gallery = useGallery();
  const { model, wanted } = gallery;
  const narrow = useMedia(NARROW);
  const places = Array.from({ length: narrow ? NARROW_PLACES : PLACES }, (_, place) => place);
  return (
    <section class="gallery" aria-labelledby="wall-title">
      <div class="gallery-wall">
        <h2 id="wall-title">Drawn here, just now</h2>
        <p class="gallery-words">
          None of these existed before you opened the page: the network is in it, and your browser draws.{" "}
          {model.attributes.length > 0 && "Ask for something, and only that changes. "}
          Choose one to look at it closely.
        </p>
        {model.attributes.length > 0 && (
          <Wishes
            attributes={model.attributes}
            none={{ text: "any", value: ANY }}
            chosenOf={(attribute) => wanted.value[attribute] ?? ANY}
            onChoose={gallery.want}
            about="All pictures"
          />
        )}
        <ul class="wall">
          {places.map((place) => (
            <Tile key={place} place={place} />
          ))}
        </ul>
        <div class="wall-foot">
          <button type="button" class="primary" onClick={gallery.drawAll}>
            Draw all anew
          </button>
          <CopyLink />
          <Progress />
        </div>
      </div>
      <Chosen />
    </section>
  );
}

function Tile({ place }: { place: number }) {
  const gallery = useGallery();
  const { model, seed, wanted, chosen, faceAt } = gallery;
  const face = faceAt(place);
  const ready = drawable(model, seed.value, wanted.value, face);
  const drawn = useDrawn({ name: `wall ${place}`, input: inputOf(model, ready), urgency: 2 });
  const words = labelWords(model, ready.labels);
  const pressed = chosen.value.place === place;
  const look = () => {
    chosen.value = face;
    bringIntoView();
  };
  return (
    <li class="tile">
      <button
        type="button"
        class="tile-face"
        aria-pressed={pressed}
        aria-label={`Picture ${place + 1}${words === "" ? "" : `: ${words}`}`}
        onClick={look}
      >
        <Picture drawn={drawn} label="" shown={130} hidden />
      </button>
      <button
        type="button"
        class="tile-new"
        aria-label={`Draw picture ${place + 1} anew`}
        title="Draw another one here"
        onClick={() => gallery.drawAgain(place)}
      >
        ↻
      </button>
    </li>
  );
}

/** On a narrow screen the chosen picture stands beneath the wall: without this a tap would seem to do nothing. */
function bringIntoView(): void {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.getElementById("chosen-picture")?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
}

function Progress() {
  const studio = useStudio();
  const waiting = studio.waiting.value;
  const where = studio.place.value === "worker" ? "" : ", in the page itself: this browser starts no worker";
  const pace = Number.isFinite(studio.milliseconds.value) ? `${figure(studio.milliseconds.value, 2)} ms a picture` : "";
  return (
    <p class="note wall-progress" role="status">
      {waiting > 0 ? `drawing, ${plural(waiting, "picture")} to go` : `${pace}${where}`}
    </p>
  );
}
