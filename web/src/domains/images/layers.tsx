/** Layer by layer: what the network makes of its numbers on the way to the chosen picture. */

import { useMemo, useState } from "preact/hooks";
import { useCanvas } from "../../charts/canvas";
import type { TableData } from "../../charts/data-table";
import { Figure } from "../../charts/figure";
import { figure, percent, plural, whole } from "../../charts/format";
import { onGrid } from "../../charts/keys";
import { theme } from "../../charts/theme";
import type { StoredGenerator } from "../../data/images-model";
import { type Extent, extentAfter, type Layer, numbersIn } from "../../layers";
import { drawable, inputOf } from "./faces";
import { mapImage, meanMap, reach, sheetOf } from "./maps-image";
import { useDrawn } from "./picture";
import { useGallery } from "./state";
import { SeenContext, useMedia, useSeen } from "./watching";

export function Layers({ generator }: { generator: StoredGenerator }) {
  const { model } = useGallery();
  const [part, seen] = useSeen<HTMLElement>();
  const { layers, parameters, bytes, storage, error } = generator;
  return (
    <section class="part wide" aria-labelledby="layers-title" ref={part}>
      <header class="part-head">
        <h2 id="layers-title">Layer by layer</h2>
        <p>
          This is how the chosen picture came about. The first layer turns {model.latent} random numbers
          {model.attributes.length > 0 && " and your wishes"} into a few coarse maps; each layer after it makes them
          finer, until three or one are left: the picture. Blue is above zero, orange below.
        </p>
      </header>
      <SeenContext.Provider value={seen}>
        <Maps layers={generator.layers} />
      </SeenContext.Provider>
      <p class="note">
        {plural(layers.length, "layer")}, {whole(parameters)} weights, stored in {storage === "int8" ? 8 : 16} bits each
        ({whole(bytes / 1000)} kB): no pixel is off by more than {figure(error.largest, 2)} of 255 because of that,{" "}
        {figure(error.mean, 2)} on average.
      </p>
    </section>
  );
}

const KIND_WORDS: Readonly<Record<Layer["kind"], string>> = {
  dense: "every number to every number",
  reshape: "folded into maps",
  "leaky-relu": "below zero shrunk",
  tanh: "squashed into −1 … 1",
  clamp: "cut to −1 … 1",
  upsample: "twice as large",
  conv: "neighbours mixed",
  "conv-transpose": "neighbours mixed, larger",
  affine: "each channel scaled",
  add: "added to an earlier layer",
};

function Maps({ layers }: { layers: readonly Layer[] }) {
  const gallery = useGallery();
  const { model, seed, wanted, chosen } = gallery;
  const input = inputOf(model, drawable(model, seed.value, wanted.value, chosen.value));
  const drawn = useDrawn({ name: "layers", input, urgency: 0, trace: true });
  const extents = useMemo(() => extentsOf(layers, input.length), [layers, input.length]);
  const usual = usualLayer(layers, extents);
  const index = gallery.layer.value ?? usual;
  const [layer, extent] = [layers[index], extents[index]];
  if (layer === undefined || extent === undefined) return null;
  return (
    <div class="layers">
      <ol class="layer-list" aria-label="Layers">
        {layers.map((other, position) => (
          <li key={position}>
            <button
              type="button"
              class="layer-button"
              aria-pressed={position === index}
              onClick={() => {
                gallery.layer.value = position === usual ? null : position;
              }}
            >
              <Stamp output={drawn?.outputs[position]} extent={extents[position]} />
              <span>
                <strong>{other.kind}</strong>
                <small>{sizeWords(extents[position])}</small>
              </span>
            </button>
          </li>
        ))}
      </ol>
      <LayerMaps layer={layer} index={index} extent={extent} output={drawn?.outputs[index] ?? null} />
    </div>
  );
}

function extentsOf(layers: readonly Layer[], inputLength: number): Extent[] {
  const extents: Extent[] = [];
  for (const layer of layers) {
    const after = extentAfter(layer, extents, inputLength);
    if (typeof after !== "string") extents.push(after);
  }
  return extents;
}

/** The last layer whose maps are a quarter of the picture's size: small enough for many, large enough to make out. */
function usualLayer(layers: readonly Layer[], extents: readonly Extent[]): number {
  const size = extents.at(-1)?.height ?? 1;
  let usual = layers.length - 1;
  extents.forEach(({ height }, index) => {
    if (height * 4 === size) usual = index;
  });
  return usual;
}

function sizeWords(extent: Extent | undefined): string {
  if (extent === undefined) return "";
  const { channels, height, width } = extent;
  return height * width === 1 ? plural(channels, "number") : `${channels} maps, ${height} × ${width}`;
}

function Stamp({ output, extent }: { output: Float32Array | undefined; extent: Extent | undefined }) {
  const image = useMemo(() => {
    if (output === undefined || extent === undefined) return null;
    const mean = meanMap(output, extent);
    const flat = extent.height * extent.width === 1;
    return mapImage(mean, sheetOf({ ...extent, channels: flat ? extent.channels : 1 }, 1), 0, reach(mean));
  }, [output, extent, theme.value]);
  const canvas = useCanvas((context, width, height) => {
    if (image === null) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, width, height);
  });
  return <canvas ref={canvas} class="layer-stamp" />;
}

interface LayerMapsProps {
  readonly layer: Layer;
  readonly index: number;
  readonly extent: Extent;
  /** Null until the picture was drawn once more: the maps keep their place. */
  readonly output: Float32Array | null;
}

const GAP = 3;

function LayerMaps({ layer, index, extent, output }: LayerMapsProps) {
  const narrow = useMedia("(max-width: 46rem)");
  const [spot, setSpot] = useState<{ readonly map: number; readonly place: number } | null>(null);
  const sheet = sheetOf(extent, narrow ? 0.9 : 1.9);
  const limit = useMemo(() => (output === null ? 0 : reach(output)), [output]);
  const images = useMemo(
    () => (output === null ? [] : Array.from({ length: sheet.maps }, (_, map) => mapImage(output, sheet, map, limit))),
    [output, sheet.columns, limit, theme.value],
  );
  const boxes = (width: number, height: number) => ({ width: width / sheet.columns, height: height / sheet.rows });
  const canvas = useCanvas((context, width, height) => {
    const box = boxes(width, height);
    context.imageSmoothingEnabled = false;
    images.forEach((image, map) => {
      const [column, row] = [map % sheet.columns, Math.floor(map / sheet.columns)];
      context.drawImage(image, column * box.width, row * box.height, box.width - GAP, box.height - GAP);
    });
  });
  const point = (event: PointerEvent) => {
    const element = canvas.current;
    if (element === null) return;
    const box = boxes(element.clientWidth, element.clientHeight);
    const [column, row] = [Math.floor(event.offsetX / box.width), Math.floor(event.offsetY / box.height)];
    const x = Math.floor(((event.offsetX - column * box.width) / (box.width - GAP)) * sheet.width);
    const y = Math.floor(((event.offsetY - row * box.height) / (box.height - GAP)) * sheet.height);
    const map = row * sheet.columns + column;
    const inside = map >= 0 && map < sheet.maps && x >= 0 && y >= 0 && x < sheet.width && y < sheet.height;
    setSpot(inside ? { map, place: y * sheet.width + x } : null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { map, place } = spot ?? { map: 0, place: 0 };
    const column = (map % sheet.columns) * sheet.width + (place % sheet.width);
    const row = Math.floor(map / sheet.columns) * sheet.height + Math.floor(place / sheet.width);
    const moved = onGrid(event, [column, row], [sheet.columns * sheet.width, sheet.rows * sheet.height]);
    if (moved === null) return;
    event.preventDefault();
    const [x, y] = [moved[0] % sheet.width, moved[1] % sheet.height];
    const to = Math.floor(moved[1] / sheet.height) * sheet.columns + Math.floor(moved[0] / sheet.width);
    setSpot({ map: Math.min(to, sheet.maps - 1), place: y * sheet.width + x }); // the last row may not be full
  };
  const value = spot === null ? undefined : output?.[spot.map * sheet.width * sheet.height + spot.place];
  const where =
    output === null
      ? "Drawing it once more, layer by layer …"
      : spot === null || value === undefined
        ? `${KIND_WORDS[layer.kind]}; the colours reach from −${figure(limit)} to ${figure(limit)}. Point at a place for its number, or go there with the arrow keys.`
        : `${sheet.maps === 1 && extent.height === 1 ? `number ${spot.place + 1}` : `map ${spot.map + 1}, row ${Math.floor(spot.place / sheet.width) + 1}, column ${(spot.place % sheet.width) + 1}`}: ${figure(value, 4)}`;
  return (
    <Figure
      title={`${index + 1} · ${layer.kind}, ${sizeWords(extent)}`}
      className="layer-maps"
      readout={where}
      table={() => (output === null ? { columns: [], rows: [] } : mapTable(output, extent))}
    >
      <canvas
        ref={canvas}
        class="maps-canvas"
        style={{
          aspectRatio: `${sheet.columns * sheet.width} / ${sheet.rows * sheet.height}`,
          maxWidth: `calc(34rem * ${(sheet.columns * sheet.width) / (sheet.rows * sheet.height)})`,
        }}
        tabIndex={0}
        role="img"
        aria-label={`The output of layer ${index + 1}, ${layer.kind}: ${sizeWords(extent)}. Arrow keys go from place to place; the table has its figures.`}
        onPointerMove={point}
        onPointerLeave={() => setSpot(null)}
        onKeyDown={onKeyDown}
      />
    </Figure>
  );
}

function mapTable(output: Float32Array, extent: Extent): TableData {
  const plane = extent.height * extent.width;
  if (plane === 1) {
    return {
      columns: ["number", "value"],
      rows: Array.from(output, (value, index) => [String(index + 1), figure(value, 4)]),
    };
  }
  const rows = Array.from({ length: numbersIn(extent) / plane }, (_, map) => {
    const values = output.subarray(map * plane, (map + 1) * plane);
    const mean = values.reduce((sum, value) => sum + value, 0) / plane;
    const above = values.reduce((count, value) => count + Number(value > 0), 0) / plane;
    const low = values.reduce((least, value) => Math.min(least, value));
    const high = values.reduce((most, value) => Math.max(most, value));
    return [String(map + 1), figure(low), figure(mean), figure(high), percent(above)];
  });
  return { columns: ["map", "lowest", "mean", "highest", "above zero"], rows };
}
