/**
 * Convolutions, and transposed ones, over maps in the layout (channels, height, width).
 *
 * One loop does all the work: it slides kernels over maps that already have their margin of zeros, for four output
 * channels and two neighbouring pixels at once, so that eight sums stay in registers and each number that is fetched is
 * used several times. A transposed convolution of stride s is s² ordinary ones, each for the pixels of one remainder.
 */

import type { Conv, ConvTranspose, Extent } from "../../layers";

/** Kernels as the loop reads them: (blocks of four outputs, inputs, rows, columns, 4), missing outputs zero. */
interface Kernels {
  readonly weights: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
  readonly rows: number;
  readonly columns: number;
}

/** Maps with a margin of zeros. */
interface Padded {
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** Where the windows start in the padded maps, and where their sums go. */
interface Places {
  readonly top: number;
  readonly left: number;
  /** Between neighbouring windows. */
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
  readonly target: Float32Array;
  readonly start: number;
  readonly step: number;
  readonly rowStep: number;
  readonly plane: number;
}

export type Convolve = (maps: Float32Array) => Float32Array<ArrayBuffer>;

/** A convolution as PyTorch's Conv2d; `weights` is (outputs, inputs, kernel, kernel). */
export function convolution(
  layer: Conv,
  weights: Float32Array,
  bias: Float32Array | null,
  from: Extent,
  to: Extent,
): Convolve {
  const { inputs, outputs, kernel, stride, padding } = layer;
  const packed = pack({ inputs, outputs, rows: kernel, columns: kernel }, (output, input, row, column) => {
    return weights[((output * inputs + input) * kernel + row) * kernel + column] ?? 0;
  });
  return (maps) => {
    const target = new Float32Array(outputs * to.height * to.width);
    // The loop works on pairs of pixels: beyond an odd width it looks one window further.
    const padded = pad(maps, from, padding, padding, padding, padding + stride);
    slide(padded, packed, bias, {
      top: 0,
      left: 0,
      stride,
      rows: to.height,
      columns: to.width,
      target,
      start: 0,
      step: 1,
      rowStep: to.width,
      plane: to.height * to.width,
    });
    return target;
  };
}

/** A transposed convolution as PyTorch's ConvTranspose2d; `weights` is (inputs, outputs, kernel, kernel). */
export function transposedConvolution(
  layer: ConvTranspose,
  weights: Float32Array,
  bias: Float32Array | null,
  from: Extent,
  to: Extent,
): Convolve {
  const { inputs, outputs, kernel, stride, padding } = layer;
  // Output y = stride · q + remainder gets the taps k with k ≡ y + padding (mod stride), from input (y + padding − k) / stride.
  const sides = Array.from({ length: stride }, (_, remainder) => {
    const first = (remainder + padding) % stride;
    const taps = Math.max(0, Math.ceil((kernel - first) / stride));
    return { remainder, first, taps, reach: Math.floor((remainder + padding) / stride) };
  });
  const before = Math.ceil(kernel / stride);
  const after = Math.ceil((kernel + padding + layer.output_padding) / stride) + 2;
  const phases = sides.flatMap((down) =>
    sides.map((across) => ({
      down,
      across,
      kernels: pack({ inputs, outputs, rows: down.taps, columns: across.taps }, (output, input, row, column) => {
        // The window runs from the first input to the last, the taps from the last to the first.
        const ky = down.first + stride * (down.taps - 1 - row);
        const kx = across.first + stride * (across.taps - 1 - column);
        return weights[((input * outputs + output) * kernel + ky) * kernel + kx] ?? 0;
      }),
    })),
  );
  return (maps) => {
    const target = new Float32Array(outputs * to.height * to.width);
    const padded = pad(maps, from, before, before, after, after);
    for (const { down, across, kernels } of phases) {
      slide(padded, kernels, bias, {
        top: before + down.reach - (down.taps - 1),
        left: before + across.reach - (across.taps - 1),
        stride: 1,
        rows: Math.ceil((to.height - down.remainder) / stride),
        columns: Math.ceil((to.width - across.remainder) / stride),
        target,
        start: down.remainder * to.width + across.remainder,
        step: stride,
        rowStep: stride * to.width,
        plane: to.height * to.width,
      });
    }
    return target;
  };
}

function pack(
  shape: Omit<Kernels, "weights">,
  weight: (output: number, input: number, row: number, column: number) => number,
): Kernels {
  const { inputs, outputs, rows, columns } = shape;
  const weights = new Float32Array(Math.ceil(outputs / 4) * 4 * inputs * rows * columns);
  let place = 0;
  for (let block = 0; block < outputs; block += 4) {
    for (let input = 0; input < inputs; input++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          for (let output = block; output < block + 4; output++) {
            weights[place++] = output < outputs ? weight(output, input, row, column) : 0;
          }
        }
      }
    }
  }
  return { ...shape, weights };
}

function pad(maps: Float32Array, from: Extent, top: number, left: number, bottom: number, right: number): Padded {
  const width = left + from.width + right;
  const height = top + from.height + bottom;
  const values = new Float32Array(from.channels * height * width);
  for (let channel = 0; channel < from.channels; channel++) {
    for (let row = 0; row < from.height; row++) {
      const source = (channel * from.height + row) * from.width;
      values.set(maps.subarray(source, source + from.width), (channel * height + top + row) * width + left);
    }
  }
  return { values, height, width };
}

/** The loop. Its names are short because it is all arithmetic: sums a … d of four outputs, at pixels 0 and 1. */
function slide(source: Padded, kernels: Kernels, bias: Float32Array | null, places: Places): void {
  const { values, width } = source;
  const { weights, inputs, outputs, rows: kernelRows, columns: kernelColumns } = kernels;
  const { top, left, stride, rows, columns, target, start, step, rowStep, plane } = places;
  const sourcePlane = source.height * width;
  const blockLength = inputs * kernelRows * kernelColumns * 4;
  for (let block = 0; block < outputs; block += 4) {
    const firstWeight = (block / 4) * blockLength;
    const has1 = block + 1 < outputs;
    const has2 = block + 2 < outputs;
    const has3 = block + 3 < outputs;
    const biasA = bias?.[block] ?? 0;
    const biasB = bias?.[block + 1] ?? 0;
    const biasC = bias?.[block + 2] ?? 0;
    const biasD = bias?.[block + 3] ?? 0;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x += 2) {
        let [a0, a1, b0, b1, c0, c1, d0, d1] = [biasA, biasA, biasB, biasB, biasC, biasC, biasD, biasD];
        let w = firstWeight;
        const corner = (top + y * stride) * width + left + x * stride;
        for (let input = 0; input < inputs; input++) {
          let line = input * sourcePlane + corner;
          for (let row = 0; row < kernelRows; row++) {
            for (let place = line; place < line + kernelColumns; place++) {
              // `as number`: within the arrays by construction, and a check here would cost a third of the speed.
              const v0 = values[place] as number;
              const v1 = values[place + stride] as number;
              const wa = weights[w] as number;
              const wb = weights[w + 1] as number;
              const wc = weights[w + 2] as number;
              const wd = weights[w + 3] as number;
              a0 += wa * v0;
              a1 += wa * v1;
              b0 += wb * v0;
              b1 += wb * v1;
              c0 += wc * v0;
              c1 += wc * v1;
              d0 += wd * v0;
              d1 += wd * v1;
              w += 4;
            }
            line += width;
          }
        }
        const pair = x + 1 < columns;
        let place = block * plane + start + y * rowStep + x * step;
        target[place] = a0;
        if (pair) target[place + step] = a1;
        if (has1) {
          place += plane;
          target[place] = b0;
          if (pair) target[place + step] = b1;
        }
        if (has2) {
          place += plane;
          target[place] = c0;
          if (pair) target[place + step] = c1;
        }
        if (has3) {
          place += plane;
          target[place] = d0;
          if (pair) target[place + step] = d1;
        }
      }
    }
  }
}
