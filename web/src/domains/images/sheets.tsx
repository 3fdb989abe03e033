/** Pictures that the run itself drew, many in one: a frame of the film, the worst combinations. */

import { plural } from "../../charts/format";
import type { Film, Sheet } from "../../data/images-model";
import { plainName } from "./faces";
import { useGallery } from "./state";

interface FilmSheetProps {
  readonly film: Film;
  readonly frame: number;
  /** About how wide it will be shown, in CSS pixels. */
  readonly shown: number;
}

export function FilmSheet({ film, frame, shown }: FilmSheetProps) {
  const { size } = useGallery().model.picture;
  const squares = shown / (size * film.columns) >= 2;
  return (
    <img
      class={`sheet ${squares ? "squares" : ""}`}
      src={film.frames[frame]}
      width={size * film.columns}
      height={size * film.rows}
      alt={`${plural(film.rows * film.columns, "picture")} drawn during the training, frame ${frame + 1} of ${film.frames.length}`}
    />
  );
}

export function Sheets() {
  const { sheets } = useGallery().model;
  if (sheets.length === 0) return null;
  return (
    <section class="part" aria-labelledby="sheets-title">
      <header class="part-head">
        <h2 id="sheets-title">What it does worst</h2>
        <p>Not the prettiest pictures of the run, but those in which it failed most often: where to look next.</p>
      </header>
      <div class="sheets">
        {sheets.map((sheet) => (
          <SheetFigure key={sheet.name} sheet={sheet} />
        ))}
      </div>
    </section>
  );
}

function SheetFigure({ sheet: { title, picture, rows: named } }: { sheet: Sheet }) {
  // Runs of earlier versions name their attributes as their data do: "hair_color".
  const rows = named.map(plainName);
  return (
    <figure class="figure">
      <figcaption class="figure-head">
        <h3>{title}</h3>
      </figcaption>
      <div class={rows.length > 0 ? "sheet-rows" : ""}>
        <img class="sheet" src={picture} alt={rows.length > 0 ? `${title}, a row each: ${rows.join("; ")}` : title} />
        {rows.length > 0 && (
          <ol class="sheet-words" aria-hidden="true">
            {rows.map((row) => (
              <li key={row}>{row}</li>
            ))}
          </ol>
        )}
      </div>
    </figure>
  );
}
