/** The front page of a site: a story for each kind of network on it, which works in it, then a card for each run. */

import type { Card, FrontEnvelope } from "../data/model";
import { Head } from "./head";
import { Adder } from "./stage-adder";
import { Drawer } from "./stage-drawer";
import { Writer } from "./stage-writer";
import { STORIES, Story } from "./story";

/** By how many of the three stories can be told with a network of this site. */
const LEADS: readonly string[] = [
  "",
  "A simple question, asked of networks small enough to watch. They are in this page: ask them something.",
  "Two simple questions, asked of networks small enough to watch. They are both in this page: ask them something.",
  "Three simple questions, asked of networks small enough to watch. They are all in this page: ask them something.",
];

export function FrontPage({ envelope }: { envelope: FrontEnvelope }) {
  const { live, cards, siblings } = envelope;
  const [adds, drawer, writer] = [live.addition.length > 0, live.images[0], live.lyrics[0]];
  const questions = [adds, drawer, writer].filter(Boolean).length;
  const gallery = siblings.find(({ title, current }) => title === "Gallery" && !current);
  return (
    <>
      <Head siblings={siblings} />
      <main class="front">
        <div class="title">
          <h1>Small networks, trained on a laptop, open for you to look inside.</h1>
          {questions > 0 && <p class="front-lead">{LEADS[questions]}</p>}
        </div>
        {adds && <Story text={STORIES.addition} stage={<Adder stages={live.addition} />} />}
        {drawer && <Story text={STORIES.images} stage={<Drawer stage={drawer} />} />}
        {writer && <Story text={STORIES.lyrics} stage={<Writer stage={writer} />} />}
        <section class="front-runs" aria-labelledby="runs-title">
          <h2 id="runs-title">The runs, with their marks</h2>
          <p>
            Each page has the training as a film, the network from inside, every figure beside what chance, real data or
            a simpler model would get, and how it was trained.
            {gallery !== undefined && (
              <>
                {" "}
                What they drew and wrote hangs in the <a href={gallery.href}>gallery</a>.
              </>
            )}
          </p>
          {cards.length === 0 && <p class="notice">Nothing has been published here yet.</p>}
          <ul class="cards">
            {cards.map((card) => (
              <li key={card.href}>
                <a class="card" href={card.href}>
                  <span class="card-domain">
                    {card.domain} · {card.preset}
                  </span>
                  <h3>{card.title}</h3>
                  <p>{card.summary}</p>
                  <Figures figures={card.figures} />
                </a>
              </li>
            ))}
          </ul>
        </section>
      </main>
      <footer class="page-foot">
        <p>
          Made with hackday {envelope.hackday}. These pages need no server and ask nobody for anything: what you type
          stays here.
        </p>
      </footer>
    </>
  );
}

function Figures({ figures }: { figures: Card["figures"] }) {
  if (figures.length === 0) return null;
  return (
    <dl class="card-figures">
      {figures.map(({ name, value, beside }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {beside !== "" && <small>{beside}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
