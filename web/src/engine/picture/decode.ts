/** Weights from the bytes that a page stores them in: float32, float16, or int8 with a scale for each first index. */

import { type Tensor, tensorLength } from "../../layers";

/** The tensor's numbers, flat, in float32. The reader has made sure that the blob is long enough. */
export function decodeTensor(blob: Uint8Array, tensor: Tensor): Float32Array {
  const length = tensorLength(tensor);
  const view = new DataView(blob.buffer, blob.byteOffset + tensor.offset);
  const values = new Float32Array(length);
  switch (tensor.storage) {
    case "float32":
      for (let index = 0; index < length; index++) values[index] = view.getFloat32(4 * index, true);
      break;
    case "float16":
      for (let index = 0; index < length; index++) values[index] = fromFloat16(view.getUint16(2 * index, true));
      break;
    case "int8": {
      const rows = tensor.shape[0] ?? 0;
      const row = rows === 0 ? 0 : length / rows;
      for (let first = 0; first < rows; first++) {
        const scale = view.getFloat32(4 * first, true);
        for (let index = first * row; index < (first + 1) * row; index++) {
          values[index] = scale * view.getInt8(4 * rows + index);
        }
      }
    }
  }
  return values;
}

/** IEEE 754 binary16: one sign bit, five of the exponent, ten of the fraction. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
