/** The front page of a site: a card for each run. */

import type { Card, FrontEnvelope } from "../data/model";
import { Head } from "./head";

export function FrontPage({ envelope }: { envelope: FrontEnvelope }) {
  return (
    <>
      <Head siblings={envelope.siblings} />
      <main class="front">
        <div class="title">
          <h1>Small networks, trained on a laptop, open for you to look inside.</h1>
        </div>
        {envelope.cards.length === 0 && <p class="notice">Nothing has been published here yet.</p>}
        <ul class="cards">
          {envelope.cards.map((card) => (
            <li key={card.href}>
              <a class="card" href={card.href}>
                <span class="card-domain">
                  {card.domain} · {card.preset}
                </span>
                <h2>{card.title}</h2>
                <p>{card.summary}</p>
                <Figures figures={card.figures} />
              </a>
            </li>
          ))}
        </ul>
      </main>
      <footer class="page-foot">
        <p>Made with hackday {envelope.hackday}.</p>
      </footer>
    </>
  );
}

function Figures({ figures }: { figures: Card["figures"] }) {
  if (figures.length === 0) return null;
  return (
    <dl class="card-figures">
      {figures.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
