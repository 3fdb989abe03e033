/** The figures of the run in plain words, each beside the same figure for real pictures: the floor that noise sets. */

import { figure, percent, whole } from "../../charts/format";
import type { ImageResults } from "../../data/images-model";
import { licenceSentence } from "../common/licence";
import { plainName } from "./faces";
import { figureWords } from "./figure-words";
import { useGallery } from "./state";

interface Mark {
  readonly name: string;
  readonly means: string;
  readonly drawn: string;
  /** The same for real pictures, or what it should be. */
  readonly beside: string;
}

export function Marks() {
  const { results, data } = useGallery().model;
  const marks = marksOf(results);
  return (
    <section class="part" aria-labelledby="marks-title">
      <header class="part-head">
        <h2 id="marks-title">The marks</h2>
        <p>
          Measured on pictures drawn after the training. Beside each stands what real pictures get in the same test,
          with the same number of them: no network should be expected to do better than that.
        </p>
        <p class="note">
          Learned from {whole(data.count)} pictures: {data.summary || data.name}. {licenceSentence(data.licence)}
        </p>
      </header>
      {marks.length === 0 ? (
        <p class="note">This run was not measured.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard.
        <section class="table-box" tabIndex={0} aria-label="Figures of the run">
          <table class="data-table results marks">
            <thead>
              <tr>
                <th scope="col">what was measured</th>
                <th scope="col">drawn</th>
                <th scope="col">real</th>
              </tr>
            </thead>
            <tbody>
              {marks.map(({ name, means, drawn, beside }) => (
                <tr key={name}>
                  <th scope="row">
                    {name}
                    <small>{means}</small>
                  </th>
                  <td>
                    <strong>{drawn}</strong>
                  </td>
                  <td class="yardstick">{beside}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function marksOf(results: ImageResults): Mark[] {
  const marks: Mark[] = Object.entries(results.attribute_accuracy).map(([name, { generated, real }]) => ({
    name: `${plainName(name)} as asked`,
    means: "How often a classifier, trained on real pictures, sees the value that was asked for.",
    drawn: percent(generated),
    beside: percent(real),
  }));
  const add = (value: number | null | undefined, mark: Mark) => {
    if (value !== null && value !== undefined) marks.push(mark);
  };
  const { valid_share, valid_share_real, coverage, kl, kid, memorisation_ratio, images_per_second, images_seen } =
    results;
  add(valid_share, {
    name: "valid",
    means: "The share of pictures that show what they should, measured without any network.",
    drawn: percent(valid_share),
    beside: percent(valid_share_real),
  });
  add(coverage?.covered, {
    name: "covered",
    means: "How many of the kinds of pictures that exist were drawn at least once.",
    drawn: `${whole(coverage?.covered)} of ${whole(coverage?.total)}`,
    beside:
      coverage?.floor === null ? "–" : `${Number((coverage?.floor ?? 0).toFixed(1))} of ${whole(coverage?.total)}`,
  });
  add(kl?.value, {
    name: "KL divergence",
    means:
      "How far the mix of kinds is from the real mix; 0 would be the same. With so many pictures chance alone gives the figure beside.",
    drawn: figure(kl?.value),
    beside: figure(kl?.floor),
  });
  add(kid?.value, {
    name: "kernel distance",
    means:
      "How far drawn pictures lie from real ones, as a small network of our own sees them (KID). Around 0: not to be told apart.",
    drawn: figure(kid?.value),
    beside: figure(kid?.floor),
  });
  add(memorisation_ratio, {
    name: "memorisation",
    means: `How near the drawn pictures come to the training pictures, compared with pictures kept aside. ${memoryWords(memorisation_ratio ?? 1)}`,
    drawn: figure(memorisation_ratio, 2),
    beside: figure(results.memorisation_floor ?? 1, 2),
  });
  for (const [name, { value, floor }] of Object.entries(results.others)) {
    marks.push({ ...figureWords(name), drawn: figure(value), beside: figure(floor) });
  }
  add(images_per_second, {
    name: "pace",
    means: `Training pictures a second${images_seen === null ? "" : `, ${whole(images_seen)} in all`}.`,
    drawn: whole(images_per_second),
    beside: "",
  });
  return marks;
}

function memoryWords(ratio: number): string {
  if (ratio < 0.5) return "Well below 1: this network copies its examples.";
  return ratio < 0.85 ? "Below 1: it leans on its examples." : "About 1 or above: it does not copy its examples.";
}
