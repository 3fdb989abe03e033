/** The page of one images run, part by part. */

import { useMemo } from "preact/hooks";
import type { ImagesModel } from "../../data/images-model";
import { Provenance } from "../common/provenance";
import { Collapsed } from "./collapsed";
import { Layers } from "./layers";
import { Learned } from "./learned";
import { Marks } from "./marks";
import { Sheets } from "./sheets";
import { createGallery, GalleryContext } from "./state";
import { createStudio } from "./studio";
import { Transport } from "./transport";
import { Walk } from "./walk";
import { Wall } from "./wall";

export function ImagesPage({ model }: { model: ImagesModel }) {
  const gallery = useMemo(() => {
    const slots = model.attributes.reduce((sum, { values }) => sum + values.length, 0);
    if (model.generator === null) return createGallery(model, null);
    const { layers, weights } = model.generator;
    const recipe = { layers, weights, inputLength: model.latent + slots, channels: model.picture.channels };
    return createGallery(model, createStudio(recipe));
  }, [model]);
  return (
    <GalleryContext.Provider value={gallery}>
      {model.generator === null ? <NotLive why={model.noGenerator} /> : <Wall />}
      <Collapsed />
      {model.generator !== null && (
        <>
          <Walk />
          <Layers generator={model.generator} />
        </>
      )}
      {/* The slider stays in sight as long as something that follows it is. */}
      <div class="film">
        <Learned />
        {model.film !== null && <Transport film={model.film} />}
      </div>
      <Marks />
      <Sheets />
      <Provenance run={model.run} />
    </GalleryContext.Provider>
  );
}

/** In the place of the wall: why nothing can be drawn here. */
function NotLive({ why }: { why: string }) {
  return (
    <section class="part wide" aria-labelledby="not-live-title">
      <header class="part-head">
        <h2 id="not-live-title">Too large to draw here</h2>
        <p>{why} Its training and its figures are below.</p>
      </header>
    </section>
  );
}
