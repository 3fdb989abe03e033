/** From a network's −1 … 1 to the red, green, blue and opacity that a screen shows. */

/** `maps` is (channels, size, size) with one channel (grey) or three; four bytes a pixel come back. */
export function toPixels(maps: Float32Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const plane = maps.length / channels;
  const pixels = new Uint8ClampedArray(4 * plane);
  for (let index = 0; index < plane; index++) {
    for (let colour = 0; colour < 3; colour++) {
      const value = maps[channels === 3 ? colour * plane + index : index] as number;
      // A clamped array cuts what lies outside 0 … 255 and rounds the rest.
      pixels[4 * index + colour] = (value + 1) * 127.5;
    }
    pixels[4 * index + 3] = 255;
  }
  return pixels;
}
