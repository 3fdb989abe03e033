/** The chosen picture from close up: what it is of, the directions it can be moved along, and its way home as a file. */

import { fixed } from "../../charts/format";
import { KeepButton } from "../common/keep-button";
import { MOST_MOVE } from "./face-text";
import { drawable, inputOf, labelWords, moveOf, OPEN, plainFace } from "./faces";
import { download, Picture, pictureAddress, useDrawn } from "./picture";
import { useGallery } from "./state";
import { Wishes } from "./wishes";

export function Chosen() {
  const gallery = useGallery();
  const { model, seed, wanted, chosen } = gallery;
  const face = chosen.value;
  const ready = drawable(model, seed.value, wanted.value, face);
  const input = inputOf(model, ready);
  const drawn = useDrawn({ name: "chosen", input, urgency: 3 });
  // While a slow network draws, the picture of older wishes is still seen: under the new ones it is nothing to take along.
  const finished = drawn?.input.join() === input.join() ? drawn : null;
  const words = labelWords(model, ready.labels);
  const changed = face.moves.size > 0 || face.labels.size > 0;
  const { size } = model.picture;
  const save = (times: number) => {
    if (finished !== null)
      download(finished, size, times, `picture-${seed.value}-${face.place + 1}-${size * times}.png`);
  };
  const relabel = (attribute: number, value: number | null) => {
    chosen.value = { ...face, labels: new Map(face.labels).set(attribute, value ?? OPEN) };
  };
  return (
    <div class="chosen">
      <div id="chosen-picture" class="chosen-picture">
        <Picture drawn={drawn} label={`The chosen picture, ${face.place + 1}${words && `: ${words}`}`} shown={320} />
      </div>
      <div class="chosen-tools">
        <button type="button" onClick={() => gallery.drawAgain(face.place)}>
          Another
        </button>
        <button type="button" onClick={() => save(1)} disabled={finished === null}>
          Save PNG
        </button>
        <button type="button" onClick={() => save(4)} disabled={finished === null}>
          Save 4 × larger
        </button>
        <KeepButton
          disabled={finished === null}
          shown={() =>
            finished === null
              ? null
              : {
                  kind: "picture",
                  picture: pictureAddress(finished, size),
                  about: words,
                  address: gallery.address(),
                }
          }
        />
      </div>
      {model.attributes.length > 0 && (
        <Wishes
          attributes={model.attributes}
          none={{ text: "open", value: OPEN }}
          chosenOf={(attribute) => ready.labels[attribute] ?? OPEN}
          onChoose={relabel}
          about="This picture"
        />
      )}
      <fieldset class="moves">
        <legend>Its strongest directions</legend>
        {model.directions.map(({ strength }, index) => (
          <Move
            key={index}
            index={index}
            strength={strength}
            amount={moveOf(model, ready, index)}
            onMove={(amount) => {
              chosen.value = { ...face, moves: new Map(face.moves).set(index, amount) };
            }}
          />
        ))}
      </fieldset>
      <p class="note">
        Along these directions the network’s first layer changes most. Nobody named them: move one and see what it does.{" "}
        {changed && (
          <button
            type="button"
            class="link"
            onClick={() => {
              chosen.value = plainFace(face.place, face.turn);
            }}
          >
            Back to how it was drawn
          </button>
        )}
      </p>
    </div>
  );
}

interface MoveProps {
  readonly index: number;
  readonly strength: number;
  readonly amount: number;
  readonly onMove: (amount: number) => void;
}

function Move({ index, strength, amount, onMove }: MoveProps) {
  const shown = `${amount > 0 ? "+" : ""}${fixed(amount, 1)}`;
  return (
    <label class="move" title={`Strength ${fixed(strength, 2)}`}>
      <span class="visually-hidden">Direction</span>
      <span class="move-name">{index + 1}</span>
      <input
        type="range"
        min={-MOST_MOVE}
        max={MOST_MOVE}
        step={0.1}
        value={amount}
        aria-valuetext={`${shown} standard deviations`}
        onInput={(event) => onMove(Math.round(10 * event.currentTarget.valueAsNumber) / 10)}
      />
      <output>{shown}</output>
    </label>
  );
}
