/** A story of the front page: words on one side, and on the other a network that works. */

import type { ComponentChildren } from "preact";

export interface StoryText {
  readonly id: string;
  readonly question: string;
  readonly tried: string;
  readonly failed: string;
  readonly understood: string;
}

interface StoryProps {
  readonly text: StoryText;
  /** The network at work. */
  readonly stage: ComponentChildren;
}

export function Story({ text, stage }: StoryProps) {
  return (
    <section class="story" aria-labelledby={text.id}>
      <h2 id={text.id}>{text.question}</h2>
      <div class="story-stage">{stage}</div>
      <dl class="story-parts">
        <div>
          <dt>What was tried</dt>
          <dd>{text.tried}</dd>
        </div>
        <div>
          <dt>What failed</dt>
          <dd>{text.failed}</dd>
        </div>
        <div>
          <dt>What was understood</dt>
          <dd class="understood">{text.understood}</dd>
        </div>
      </dl>
    </section>
  );
}

export const STORIES: Readonly<Record<"addition" | "images" | "lyrics", StoryText>> = {
  addition: {
    id: "story-addition",
    question: "Can a network learn to add?",
    tried:
      "Show it pairs of numbers with their sums, and nothing else. Between question and answer stand 1 to 16 nodes that can only say how far they lean between 0 and 1. The hope was that they would come upon binary numbers by themselves.",
    failed:
      "One node cannot add: all its answers lie on one curve. Two nodes or more can manage sums up to 16. Up to 256 every network stumbles, and up to 65,536 they repeat much the same number whatever is asked.",
    understood:
      "Nobody invented binary. The nodes work where their curve is almost straight, pulling against each other, and exact sums ask for tiny weights in front and huge ones behind. Ordinary training never walks that far. Solve for the last layer instead, and the very same networks add without an error.",
  },
  images: {
    id: "story-images",
    question: "Can a network learn to draw?",
    tried:
      "Let two networks play against each other: one draws out of random numbers, the other has to tell its drawings from real pictures. Begin with ellipses, which can be measured exactly, and go on to cartoon faces.",
    failed:
      "Thin outlines on white became blank paper, since nearly everything was white already. Coloured shapes followed fashions: all pictures changed together from one hour to the next, which is called mode collapse.",
    understood:
      "Judge each drawing beside one real picture, keep the judge’s opinion from getting too steep, and average what the painter learns: the fashions stop. White ellipses then take a minute on two cores, and faces come with the hair and the skin that were asked for.",
  },
  lyrics: {
    id: "story-lyrics",
    question: "Can a network write a song?",
    tried:
      "Read songs one word at a time and always guess what comes next; the end of a line counts as a word. Then let the network go on from its own guesses, and call that a song.",
    failed:
      "From a few songs it learned them by heart and recited. And whenever it took the likeliest word each time, it soon went in circles, one line for ever.",
    understood:
      "A little chance opens the circle. How good it is shows only on songs it never read, next to a model that merely counts words, which is harder to beat than one would think. It has lines, moods and rhymes, and no idea what it is singing about.",
  },
};
