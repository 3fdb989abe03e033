/** A row of chips for each attribute: one value of it, or none in particular. */

import type { Attribute } from "../../data/images-model";
import { plainName } from "./faces";

interface WishesProps {
  readonly attributes: readonly Attribute[];
  /** What the first chip says, and what choosing it means. */
  readonly none: { readonly text: string; readonly value: number | null };
  readonly chosenOf: (attribute: number) => number | null;
  readonly onChoose: (attribute: number, value: number | null) => void;
  /** Before each attribute's name, for whoever hears the page. */
  readonly about: string;
}

/** With more values than this a list to unfold is easier to read. */
const MOST_CHIPS = 8;

export function Wishes({ attributes, none, chosenOf, onChoose, about }: WishesProps) {
  return (
    <div class="wishes">
      {attributes.map(({ name, values }, index) => {
        const chosen = chosenOf(index);
        const options = [none, ...values.map((text, value) => ({ text, value }))];
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser.
          <div class="wish" key={name} role="group" aria-label={`${about}: ${plainName(name)}`}>
            <span class="wish-name" aria-hidden="true">
              {plainName(name)}
            </span>
            {values.length > MOST_CHIPS ? (
              <select
                aria-label={`${about}: ${plainName(name)}`}
                value={String(chosen)}
                onChange={({ currentTarget }) => onChoose(index, options[currentTarget.selectedIndex]?.value ?? null)}
              >
                {options.map(({ text, value }) => (
                  <option key={String(value)} value={String(value)}>
                    {text}
                  </option>
                ))}
              </select>
            ) : (
              <span class="wish-chips">
                {options.map(({ text, value }) => (
                  <button
                    type="button"
                    class="chip"
                    key={String(value)}
                    aria-pressed={chosen === value}
                    onClick={() => onChoose(index, value)}
                  >
                    {text}
                  </button>
                ))}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}
