/** The front page of a site: a card for each run. */

import { figure, percent } from "../charts/format";
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

/** What a card says in numbers: the entries that are plain numbers or short texts, whatever the domain calls them. */
function Figures({ figures }: { figures: Card["figures"] }) {
  if (typeof figures !== "object" || figures === null) return null;
  const shown = Object.entries(figures)
    .map(([name, value]) => [name, textOf(name, value)] as const)
    .filter(([, text]) => text !== null);
  if (shown.length === 0) return null;
  return (
    <dl class="card-figures">
      {shown.map(([name, text]) => (
        <div key={name}>
          <dt>{name.replace(/_/g, " ")}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function textOf(name: string, value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return null;
  return /accuracy|share/.test(name) ? percent(value) : figure(value);
}
