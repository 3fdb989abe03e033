/** The model card: what the network was made from and for, what not, and its figures beside their floors. */

import type { ModelCard } from "../../data/model";
import { usePlace } from "./place";

export function ModelCardPart({ card }: { card: ModelCard | null }) {
  const { files } = usePlace();
  if (card === null) return null;
  const file = files.find(({ name }) => name === "MODEL_CARD.md");
  return (
    <section class="part model-card" aria-labelledby="card-title">
      <header class="part-head">
        <h2 id="card-title">Model card</h2>
        <p>{card.what}</p>
        {file !== undefined && (
          <p class="note">
            Also as a file to pass on: <a href={file.href}>{file.name}</a>
          </p>
        )}
      </header>
      <div class="card-body">
        <dl class="card-facts">
          <div>
            <dt>Data</dt>
            <dd>{card.data}</dd>
          </div>
          <div>
            <dt>Licence of the data</dt>
            <dd>{card.licence}</dd>
          </div>
          <Sentences name="Made for" sentences={card.made_for} />
          <Sentences name="Not to be used for" sentences={card.not_for} />
          <Sentences name="Limits" sentences={card.limits} />
        </dl>
        {card.figures.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard.
          <section class="table-box" tabIndex={0} aria-label="Figures of the model card">
            <table class="data-table results">
              <thead>
                <tr>
                  <th scope="col">figure</th>
                  <th scope="col">this network</th>
                  <th scope="col">beside it</th>
                </tr>
              </thead>
              <tbody>
                {card.figures.map(({ name, value, beside }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>
                      <strong>{value}</strong>
                    </td>
                    <td class="yardstick">{beside}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
    </section>
  );
}

function Sentences({ name, sentences }: { name: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      {sentences.map((sentence) => (
        <dd key={sentence}>{sentence}</dd>
      ))}
    </div>
  );
}
