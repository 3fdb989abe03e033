/** The network that draws, at work: a few pictures are there from the start, and a new one comes with every click. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ImagesModel } from "../data/images-model";
import type { LiveStage } from "../data/model";
import { showSquares } from "../domains/common/pieces";
import { writeWanted } from "../domains/images/face-text";
import { ANY, drawable, inputOf, labelWords, plainFace, type Wanted } from "../domains/images/faces";
import { createStudio } from "../domains/images/studio";
import { Wishes } from "../domains/images/wishes";
import { megabytes, useLive } from "./load-live";

const TILES = 8;
const MOST_WISHES = 3;
const MOST_SEED = 1_000_000;
/** Smaller pictures are shown as the squares that they are made of. */
const SQUARE_PIXELS = 48;
const USUAL_SIZE = 64;

/** What hangs in one place. */
interface Tile {
  readonly about: string;
  /** Behind "#" in the address of the run's page. */
  readonly address: string;
  readonly picture: string | Uint8ClampedArray<ArrayBuffer>;
}

export function Drawer({ stage }: { stage: LiveStage }) {
  const live = useLive(stage, "images");
  const studio = useMemo(() => (live.model === null ? null : createStudio(recipeOf(live.model))), [live.model]);
  const [tiles, setTiles] = useState<readonly (Tile | null)[]>(() => firstTiles(stage));
  const [wanted, setWanted] = useState<Wanted>([]);
  const [latest, setLatest] = useState<Tile | null>(null);
  const [waiting, setWaiting] = useState<number | null>(null);
  const place = useRef(0);

  /** What the visitor asked for while the network was still on its way. */
  const [wish, setWish] = useState<number | null>(null);
  const draw = (at: number) => {
    setWaiting(at);
    place.current = (at + 1) % TILES;
    setWish(at);
    void live.load().then((found) => {
      if (found !== null) return;
      setWish(null);
      setWaiting(null);
    });
  };
  useEffect(() => {
    if (wish === null || studio === null || live.model === null) return;
    setWish(null);
    const { model } = live;
    const seed = 1 + Math.floor(Math.random() * MOST_SEED);
    const wishes = model.attributes.map((_, index) => wanted[index] ?? ANY);
    const face = drawable(model, seed, wishes, plainFace(0));
    const asked = writeWanted(wishes);
    const [about, at] = [labelWords(model, face.labels), wish];
    studio.ask(`tile ${at}`, {
      input: inputOf(model, face),
      trace: false,
      urgency: 1,
      done: ({ pixels }) => {
        const tile = { about, address: `seed=${seed}${asked === "" ? "" : `&want=${asked}`}`, picture: pixels };
        setTiles((before) => before.map((old, index) => (index === at ? tile : old)));
        setLatest(tile);
        setWaiting(null);
      },
    });
  }, [wish, studio, live.model, wanted]);
  const size = live.model?.picture.size ?? USUAL_SIZE;
  const attributes = live.model?.attributes.slice(0, MOST_WISHES) ?? [];
  return (
    <div class="stage drawer">
      <ul class="drawer-wall">
        {tiles.map((tile, index) => (
          <li key={index} class={waiting === index ? "waiting" : ""}>
            <button type="button" aria-label={`Draw another in place ${index + 1}`} onClick={() => draw(index)}>
              {tile === null ? <span class="drawer-blank" /> : <Drawing key={tile.address} tile={tile} size={size} />}
            </button>
          </li>
        ))}
      </ul>
      <div class="stage-tools">
        <button type="button" class="primary" onClick={() => draw(place.current)}>
          Draw a new one
        </button>
        <a href={latest === null ? stage.href : `${stage.href}#${latest.address}`}>
          {latest === null ? "Look inside this network" : "Look into the newest one"}
        </a>
      </div>
      {attributes.length > 0 && (
        <Wishes
          attributes={attributes}
          none={{ text: "any", value: ANY }}
          chosenOf={(attribute) => wanted[attribute] ?? ANY}
          onChoose={(attribute, value) =>
            setWanted(attributes.map((_, index) => (index === attribute ? value : (wanted[index] ?? ANY))))
          }
          about="New pictures"
        />
      )}
      <p class="note" role="status">
        {live.problem ??
          (waiting !== null && studio === null
            ? `Fetching the network, ${megabytes(stage.bytes)} …`
            : (latest?.about ?? "") !== ""
              ? `Drawn just now: ${latest?.about}.`
              : latest !== null
                ? "Drawn just now, by your browser. Nobody has seen this one before."
                : `The network comes with the first click, ${megabytes(stage.bytes)}; then your browser draws.`)}
      </p>
    </div>
  );
}

function Drawing({ tile: { picture, about }, size }: { tile: Tile; size: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (typeof picture === "string") return;
    canvas.current?.getContext("2d")?.putImageData(new ImageData(picture, size, size), 0, 0);
  }, [picture, size]);
  if (typeof picture === "string") return <img src={picture} alt={about} onLoad={showSquares} />;
  // Another element for each picture, so that every one appears.
  const look = size < SQUARE_PIXELS ? "fresh squares" : "fresh";
  return <canvas ref={canvas} width={size} height={size} class={look} />;
}

function firstTiles({ pieces }: LiveStage): readonly (Tile | null)[] {
  const pictures = pieces.flatMap((piece) => (piece.kind === "picture" ? [piece] : []));
  return Array.from({ length: TILES }, (_, index) => pictures[index] ?? null);
}

function recipeOf(model: ImagesModel) {
  if (model.generator === null) throw new Error("a stage without a network was shown");
  const slots = model.attributes.reduce((sum, { values }) => sum + values.length, 0);
  const { layers, weights } = model.generator;
  return { layers, weights, inputLength: model.latent + slots, channels: model.picture.channels };
}
