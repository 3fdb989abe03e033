/** The layers that are not convolutions: each makes new numbers, in the layout (channels, height, width). */

import type { Extent } from "../../layers";

/** weights · x + bias; `weights` is (outputs, inputs). */
export function dense(
  x: Float32Array,
  weights: Float32Array,
  bias: Float32Array | null,
  outputs: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(outputs);
  const inputs = x.length;
  for (let output = 0; output < outputs; output++) {
    let sum = bias?.[output] ?? 0;
    const row = output * inputs;
    for (let input = 0; input < inputs; input++) sum += (weights[row + input] as number) * (x[input] as number);
    result[output] = sum;
  }
  return result;
}

export function leakyRelu(x: Float32Array, slope: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(x.length);
  for (let index = 0; index < x.length; index++) {
    const value = x[index] as number;
    result[index] = value < 0 ? slope * value : value;
  }
  return result;
}

export function tanh(x: Float32Array): Float32Array<ArrayBuffer> {
  return x.map(Math.tanh);
}

export function clamp(x: Float32Array, low: number, high: number): Float32Array<ArrayBuffer> {
  return x.map((value) => Math.min(high, Math.max(low, value)));
}

export function add(x: Float32Array, other: Float32Array): Float32Array<ArrayBuffer> {
  return x.map((value, index) => value + (other[index] as number));
}

/** scale · x + shift, one of each a channel: a batch norm at rest. */
export function affine(x: Float32Array, scale: Float32Array, shift: Float32Array): Float32Array<ArrayBuffer> {
  const plane = x.length / scale.length;
  const result = new Float32Array(x.length);
  for (let channel = 0; channel < scale.length; channel++) {
    const times = scale[channel] as number;
    const plus = shift[channel] as number;
    for (let index = channel * plane; index < (channel + 1) * plane; index++) {
      result[index] = times * (x[index] as number) + plus;
    }
  }
  return result;
}

/** Every number four times. */
export function doubleNearest(x: Float32Array, { channels, height, width }: Extent): Float32Array<ArrayBuffer> {
  const result = new Float32Array(4 * x.length);
  for (let line = 0; line < channels * height; line++) {
    const first = 4 * line * width;
    for (let column = 0; column < width; column++) {
      const value = x[line * width + column] as number;
      result[first + 2 * column] = value;
      result[first + 2 * column + 1] = value;
    }
    result.copyWithin(first + 2 * width, first, first + 2 * width);
  }
  return result;
}

/** Between the numbers, ¾ of the nearer and ¼ of the next; at the edges the number itself (align_corners = False). */
export function doubleBilinear(x: Float32Array, { channels, height, width }: Extent): Float32Array<ArrayBuffer> {
  const wide = doubleLines(x, channels * height, width, 1);
  // Now down the columns: neighbours are a line apart.
  return doubleLines(wide, channels, height, 2 * width);
}

/** Doubles the middle axis of (outer, length, inner). */
function doubleLines(x: Float32Array, outer: number, length: number, inner: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(2 * x.length);
  for (let line = 0; line < outer; line++) {
    for (let place = 0; place < length; place++) {
      const here = (line * length + place) * inner;
      const before = place > 0 ? here - inner : here;
      const after = place + 1 < length ? here + inner : here;
      const first = (line * 2 * length + 2 * place) * inner;
      for (let index = 0; index < inner; index++) {
        const value = 0.75 * (x[here + index] as number);
        result[first + index] = value + 0.25 * (x[before + index] as number);
        result[first + inner + index] = value + 0.25 * (x[after + index] as number);
      }
    }
  }
  return result;
}
