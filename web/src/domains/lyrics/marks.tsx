/** The figures of the run: how well it guesses songs that it never read, and what its own songs are like. */

import { figure, fixed, percent, plural, whole } from "../../charts/format";
import type { LyricsModel } from "../../data/lyrics-model";
import type { JsonObject } from "../../data/model";
import { besideOf, type Interval, numberOf, partOf } from "./results";
import { useDesk } from "./state";
import { unitOf } from "./units";

export function Marks() {
  const { model } = useDesk();
  return (
    <section class="part marks-part" aria-labelledby="marks-title">
      <header class="part-head">
        <h2 id="marks-title">The marks</h2>
        <p>
          Measured on songs that the network never read, and on songs that it wrote after the training. No figure of its
          songs has a best value: good is what songs by people have.
        </p>
      </header>
      <div class="marks-body">
        <Guessing model={model} />
        <Songs model={model} />
      </div>
    </section>
  );
}

const MODELS: readonly (readonly [key: string, name: string, means: string])[] = [
  ["unigram", "word counts", "knows how frequent each word is, and nothing else"],
  ["kneser_ney", "Kneser–Ney", "counts runs of words"],
  ["network", "this network", ""],
  ["mixture", "both together", "the network and the counting models, mixed"],
];

/** Perplexity as bars, and beneath them how often the right word was guessed. */
function Guessing({ model }: { model: LyricsModel }) {
  const { results, tokens } = model;
  const unit = unitOf(tokens);
  const rows = MODELS.map(([key, name, means]) => {
    const part = partOf(results, "test", key);
    return { key, name, means, perplexity: numberOf(part, "perplexity"), bits: numberOf(part, "bits_per_character") };
  }).filter(({ perplexity }) => perplexity !== null);
  const most = Math.max(...rows.map(({ perplexity }) => perplexity ?? 0));
  const heart = [
    ["held-out songs", partOf(results, "test", "network")],
    ["its training songs", partOf(results, "train", "network")],
  ] as const;
  const known = heart.filter(([, part]) => numberOf(part, "accuracy") !== null);
  const gap = (numberOf(heart[1][1], "accuracy") ?? 0) - (numberOf(heart[0][1], "accuracy") ?? 0);
  if (rows.length === 0 && known.length === 0) return null;
  return (
    <div class="guessing">
      {rows.length > 0 && (
        <figure class="figure">
          <figcaption class="figure-head">
            <h3>Perplexity on held-out songs: lower is better</h3>
          </figcaption>
          <p class="note figure-words">
            A perplexity of 100 means: as unsure of the next {unit} as if it had to pick among 100 equally likely ones.
          </p>
          <table class="bars">
            <thead class="visually-hidden">
              <tr>
                <th scope="col">model</th>
                <th scope="col">perplexity</th>
                <th scope="col">bits a character</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, name, means, perplexity, bits }) => (
                <tr key={key} class={key === "network" ? "own" : ""}>
                  <th scope="row">
                    {name}
                    {means !== "" && <small>{means}</small>}
                  </th>
                  <td class="bar-cell">
                    <span class="bar" style={{ width: `${(100 * (perplexity ?? 0)) / most}%` }} aria-hidden="true" />
                    <strong>{figure(perplexity, 4)}</strong>
                  </td>
                  <td class="bits">{bits === null ? "" : `${figure(bits)} bits a character`}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Scored results={results} unit={unit} />
        </figure>
      )}
      {known.length > 0 && (
        <table class="data-table results heart">
          <thead>
            <tr>
              <th scope="col">guesses the next {unit}</th>
              <th scope="col">at once</th>
              <th scope="col">among its first five</th>
            </tr>
          </thead>
          <tbody>
            {known.map(([name, part]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <strong>{percent(numberOf(part, "accuracy"))}</strong>
                </td>
                <td>{percent(numberOf(part, "accuracy_top5"))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {known.length === 2 && (
        <p class="note">
          {gap > 0.02
            ? `It guesses ${figure(100 * gap, 2)} percentage points more of its own songs: that is what it knows by heart.`
            : "Hardly any difference: it knows little by heart."}
        </p>
      )}
    </div>
  );
}

/** What the perplexities are of: songs with many unknown words are easier to guess, and a large file is counted in part. */
function Scored({ results, unit }: { results: JsonObject; unit: string }) {
  const [scored, unknown] = [numberOf(results, "scored_words"), numberOf(results, "oov_rate")];
  const [counted, all] = [numberOf(results, "counted_words"), numberOf(results, "training_words")];
  const parts = [
    unknown === null
      ? ""
      : `${percent(unknown)} of the ${scored === null ? `${unit}s` : plural(scored, unit)} of these songs are unknown to every model here.`,
    counted !== null && all !== null && counted < all
      ? `The models that count read the first ${whole(counted)} of ${plural(all, unit)} of the training songs.`
      : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? null : <p class="note figure-words">{parts.join(" ")}</p>;
}

type Kind = "share" | "number";

const FIGURES: readonly (readonly [key: string, kind: Kind, name: string, means: string])[] = [
  ["copied_5grams", "share", "copied runs of five", "Runs of five words that stand in a training song."],
  ["copied_words", "share", "words inside copies", "Words in copied stretches of eight words or more."],
  ["longest_copy", "number", "longest copy", "Words in the longest stretch of a song that stands in a training song."],
  ["longest_copy_of_all", "number", "longest copy of all", "The same, over all songs that were measured."],
  ["loop_rate", "share", "songs with a loop", "Songs whose end has the same words three times in a row."],
  ["stuck_rate", "share", "songs that are stuck", "Songs whose end is nothing but one stretch again and again."],
  ["sequence_repetition_4", "share", "repeated runs of four", "Runs of four words that came before in the same song."],
  ["repeated_lines", "share", "repeated lines", "Lines that came before in the same song: choruses do."],
  ["longest_run_of_lines", "number", "equal lines in a row", "The most equal lines one after another, a song."],
  ["distinct_1", "share", "different words", "Different words among all; compare only side by side."],
  ["distinct_2", "share", "different pairs", "Different pairs of words among all."],
  ["distinct_3", "share", "different triples", "Different runs of three words among all."],
  ["end_rhyme_rate", "share", "rhymes", "Pairs of near lines that rhyme at their ends."],
  ["unknown_line_ends", "share", "unknown line ends", "Line ends that the dictionary of rhymes does not know."],
  ["words_per_line", "number", "words a line", ""],
  ["lines_per_stanza", "number", "lines a stanza", ""],
  [
    "words_per_line_distance",
    "number",
    "distance of line lengths",
    "How far lines are from those of people, in words.",
  ],
  [
    "lines_per_stanza_distance",
    "number",
    "distance of stanza lengths",
    "How far stanzas are from those of people, in lines.",
  ],
];

function Songs({ model: { results } }: { model: LyricsModel }) {
  const samples = partOf(results, "samples");
  const others = Object.keys(samples ?? {}).filter((name) => !FIGURES.some(([key]) => key === name));
  const rows = [...FIGURES, ...others.map((name) => [name, "number", name.replaceAll("_", " "), ""] as const)].flatMap(
    ([key, kind, name, means]) => {
      const beside = besideOf(results, key);
      return beside === null || beside.generated === null ? [] : [{ key, kind, name, means, beside }];
    },
  );
  if (rows.length === 0) return <p class="note">The songs of this run were not measured.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard.
    <section class="table-box" tabIndex={0} aria-label="Its songs beside songs by people">
      <table class="data-table results marks">
        <thead>
          <tr>
            <th scope="col">what its songs are like</th>
            <th scope="col">written</th>
            <th scope="col">by people</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, kind, name, means, beside }) => (
            <tr key={key}>
              <th scope="row">
                {name}
                {means !== "" && <small>{means}</small>}
              </th>
              <td>
                <strong>{shown(beside.generated, kind)}</strong>
                <small>{range(beside.generatedInterval, kind)}</small>
              </td>
              <td class="yardstick">
                {shown(beside.human, kind)}
                <small>{range(beside.humanInterval, kind)}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">Small: the interval that holds 95 % of what other songs of the same kind would have given.</p>
    </section>
  );
}

function shown(value: number | null, kind: Kind): string {
  if (value === null) return "–";
  return kind === "share" && value <= 1 ? percent(value) : figure(value);
}

function range(interval: Interval | null, kind: Kind): string {
  if (interval === null) return "";
  const [low, high] = interval.map((end) => (kind === "share" ? fixed(100 * end, 1) : figure(end)));
  return low === high ? "" : `${low} – ${high}${kind === "share" ? " %" : ""}`;
}
