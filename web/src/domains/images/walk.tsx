/** From one picture to another: the numbers between two pictures are pictures too. */

import { percent } from "../../charts/format";
import { type Drawable, drawable, type Face, inputBetween, inputOf, labelWords } from "./faces";
import { Picture, useDrawn } from "./picture";
import { useGallery } from "./state";
import { SeenContext, useSeen } from "./watching";

const STEPS = [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1];

export function Walk() {
  const [part, seen] = useSeen<HTMLElement>();
  return (
    <section class="part" aria-labelledby="walk-title" ref={part}>
      <header class="part-head">
        <h2 id="walk-title">From one to another</h2>
        <p>
          A picture begins as a list of random numbers. Between two such lists lies a path, and everything on it is a
          picture too. If the network had learned its examples by heart, it would jump from one to the next.
        </p>
      </header>
      <SeenContext.Provider value={seen}>
        <Path />
      </SeenContext.Provider>
    </section>
  );
}

function Path() {
  const gallery = useGallery();
  const { model, seed, wanted, share, chosen } = gallery;
  const [from, to] = [gallery.from, gallery.to].map((face) =>
    drawable(model, seed.value, wanted.value, face.value),
  ) as [Drawable, Drawable];
  const between = useDrawn({
    name: "between",
    input: inputBetween(model, from, to, share.value),
    urgency: 3,
  });
  const use = (end: { value: Face }) => () => {
    end.value = chosen.value;
  };
  return (
    <div class="walk">
      <End name="start" ready={from} onUse={use(gallery.from)} />
      <div class="walk-between">
        <Picture drawn={between} label={`${percent(share.value)} of the way`} shown={300} />
      </div>
      <End name="end" ready={to} onUse={use(gallery.to)} />
      <ol class="walk-steps" aria-label="Seven steps of the way">
        {STEPS.map((step) => (
          <Step key={step} share={step} from={from} to={to} />
        ))}
      </ol>
      <label class="walk-slider">
        <span class="visually-hidden">From one picture to the other</span>
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * share.value)}
          aria-valuetext={`${percent(share.value)} of the way`}
          onInput={(event) => {
            share.value = event.currentTarget.valueAsNumber / 100;
          }}
        />
      </label>
    </div>
  );
}

function End({ name, ready, onUse }: { name: "start" | "end"; ready: Drawable; onUse: () => void }) {
  const { model } = useGallery();
  const drawn = useDrawn({ name, input: inputOf(model, ready), urgency: 1 });
  const words = labelWords(model, ready.labels);
  return (
    <div class={`walk-end ${name}`}>
      <Picture drawn={drawn} label={`The ${name} of the way${words && `: ${words}`}`} shown={180} />
      <button type="button" class="quiet" onClick={onUse} aria-label={`Use the chosen picture as the ${name}`}>
        Use the chosen one
      </button>
    </div>
  );
}

function Step({ share, from, to }: { share: number; from: Drawable; to: Drawable }) {
  const gallery = useGallery();
  const drawn = useDrawn({
    name: `step ${share}`,
    input: inputBetween(gallery.model, from, to, share),
    urgency: 0,
  });
  return (
    <li>
      <button
        type="button"
        class="tile-face"
        aria-label={`Go ${percent(share)} of the way`}
        aria-pressed={Math.abs(gallery.share.value - share) < 0.006}
        onClick={() => {
          gallery.share.value = Math.round(100 * share) / 100;
        }}
      >
        <Picture drawn={drawn} label="" shown={90} hidden />
      </button>
    </li>
  );
}
