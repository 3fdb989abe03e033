/** The dials: how daring, how long, and in a fold every other setting with one line on what it does. */

import { useId } from "preact/hooks";
import { defaultSettings } from "../../engine/words/sampling";
import { LONGEST, SHORTEST } from "./desk-address";
import { KNOBS, type Knob, MIROSTAT } from "./knob-list";
import { useDesk } from "./state";

interface DialProps {
  readonly knob: Pick<Knob, "name" | "means" | "low" | "high" | "step"> & { readonly off?: Knob["off"] };
  readonly value: number;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

export function Dial({ knob, value, disabled = false, onChange }: DialProps) {
  const id = useId();
  const { name, means, low, high, step, off } = knob;
  const shown = value === off?.value ? off.text : String(Number(value.toFixed(3)));
  return (
    <div class={`dial ${disabled ? "idle" : ""}`}>
      <label for={id}>{name}</label>
      <output for={id}>{shown}</output>
      <input
        id={id}
        type="range"
        min={Math.min(low, value)}
        max={Math.max(high, value)}
        step={step}
        value={value}
        disabled={disabled}
        aria-valuetext={shown}
        aria-describedby={`${id}-means`}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
      <p class="note" id={`${id}-means`}>
        {means}
      </p>
    </div>
  );
}

const LENGTH = {
  name: "Length",
  means: "How many words it may write, line ends counted; it may end a song sooner.",
  low: SHORTEST,
  high: LONGEST,
  step: 10,
};

export function Knobs() {
  const desk = useDesk();
  const { settings } = desk;
  const now = settings.value;
  const set = (change: Partial<typeof now>) =>
    desk.change(() => {
      settings.value = { ...now, ...change };
    });
  const changed = [...KNOBS.map(({ setting }) => setting), "mirostat" as const].filter(
    (name) => now[name] !== defaultSettings[name],
  ).length;
  const greedy = now.temperature === 0;
  return (
    <details class="knobs">
      <summary>More dials{changed > 0 && <span class="note">{` · ${changed} not as usual`}</span>}</summary>
      <Dial
        knob={LENGTH}
        value={desk.length.value}
        onChange={(length) =>
          desk.change(() => {
            desk.length.value = length;
          })
        }
      />
      <div class="dial seed-dial">
        <label>
          Seed{" "}
          <input
            type="number"
            min={0}
            step={1}
            value={desk.seed.value}
            onChange={({ currentTarget }) => {
              const seed = currentTarget.valueAsNumber;
              if (Number.isSafeInteger(seed) && seed >= 0) {
                desk.change(() => {
                  desk.seed.value = seed;
                });
              }
            }}
          />
        </label>
        <p class="note">The same seed and the same dials give the same song.</p>
      </div>
      {greedy && <p class="note">At temperature 0 the likeliest word is taken: most of these then play no part.</p>}
      {KNOBS.map((knob) => (
        <Dial
          key={knob.setting}
          knob={knob}
          value={now[knob.setting]}
          disabled={isIdle(knob, now.mirostat === 2)}
          onChange={(value) => set({ [knob.setting]: value })}
        />
      ))}
      <div class="dial">
        <label>
          <input
            type="checkbox"
            checked={now.mirostat === 2}
            onChange={({ currentTarget }) => set({ mirostat: currentTarget.checked ? 2 : 0 })}
          />{" "}
          {MIROSTAT.name}
        </label>
      </div>
      <Dial
        knob={{ ...MIROSTAT, name: "Mirostat’s bits" }}
        value={now.mirostatTau}
        disabled={now.mirostat !== 2}
        onChange={(mirostatTau) => set({ mirostatTau })}
      />
      <button
        type="button"
        class="quiet strong"
        disabled={changed === 0 && now.temperature === defaultSettings.temperature}
        onClick={() => set(defaultSettings)}
      >
        All dials as usual
      </button>
    </details>
  );
}

const CUTS: readonly string[] = ["minP", "topK", "topP", "typicalP", "xtcProbability"];

/** Mirostat takes the place of the cuts. */
function isIdle({ setting }: Knob, mirostat: boolean): boolean {
  return mirostat && CUTS.includes(setting);
}
