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
    const { layers, weights } = model.generator;
    const recipe = { layers, weights, inputLength: model.latent + slots, channels: model.picture.channels };
    return createGallery(model, createStudio(recipe));
  }, [model]);
  return (
    <GalleryContext.Provider value={gallery}>
      <Wall />
      <Collapsed />
      <Walk />
      <Layers />
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
