/** A whole number to type or to step; the text may be half-typed, the number never is. */

import { useEffect, useState } from "preact/hooks";
import { wholeNumber } from "../common/address";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, value, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => {
    // The number has changed from elsewhere, unless the text already means it ("007").
    if (wholeNumber(text) !== value) setText(String(value));
  }, [value]);
  const type = (typed: string) => {
    setText(typed);
    const parsed = wholeNumber(typed.replace("−", "-"));
    if (parsed !== null) onChange(parsed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    onChange(value + direction * (event.shiftKey ? 10 : 1));
  };
  return (
    <span class="number-field">
      <button type="button" class="step" aria-label={`${label}: one more`} onClick={() => onChange(value + 1)}>
        +
      </button>
      <input
        type="text"
        inputMode="numeric"
        autocomplete="off"
        maxLength={9}
        size={Math.max(1, text.length)}
        aria-label={label}
        aria-invalid={wholeNumber(text) === null}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setText(String(value))}
      />
      <button type="button" class="step" aria-label={`${label}: one less`} onClick={() => onChange(value - 1)}>
        −
      </button>
    </span>
  );
}
