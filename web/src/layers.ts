/**
 * The layers of a network that draws, apart from the values of its weights: what the reader of a page and the engine share.
 * docs/formats/page-model.md says what each kind computes.
 */

/** Numbers in the blob of weights. int8 has a scale for each entry of the first axis before it. */
export interface Tensor {
  readonly shape: readonly number[];
  /** In bytes, a multiple of 4. */
  readonly offset: number;
  readonly storage: "float16" | "int8" | "float32";
}

interface Named {
  readonly name: string;
}

export interface Dense extends Named {
  readonly kind: "dense";
  readonly inputs: number;
  readonly outputs: number;
  /** (outputs, inputs) */
  readonly weights: Tensor;
  readonly bias: Tensor | null;
}

export interface Conv extends Named {
  readonly kind: "conv";
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** (outputs, inputs, kernel, kernel) */
  readonly weights: Tensor;
  readonly bias: Tensor | null;
}

export interface ConvTranspose extends Named {
  readonly kind: "conv-transpose";
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly output_padding: number;
  /** (inputs, outputs, kernel, kernel) */
  readonly weights: Tensor;
  readonly bias: Tensor | null;
}

export interface Affine extends Named {
  readonly kind: "affine";
  readonly channels: number;
  /** (channels) each */
  readonly scale: Tensor;
  readonly shift: Tensor;
}

export type Layer =
  | Dense
  | Conv
  | ConvTranspose
  | Affine
  | (Named & { readonly kind: "reshape"; readonly channels: number; readonly height: number; readonly width: number })
  | (Named & { readonly kind: "leaky-relu"; readonly slope: number })
  | (Named & { readonly kind: "tanh" })
  | (Named & { readonly kind: "clamp"; readonly low: number; readonly high: number })
  | (Named & { readonly kind: "upsample"; readonly mode: "nearest" | "bilinear" })
  | (Named & { readonly kind: "add"; readonly layer: number });

/** (channels, height, width) of a layer's maps; a flat vector is `channels` maps of one number each. */
export interface Extent {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export function numbersIn({ channels, height, width }: Extent): number {
  return channels * height * width;
}

/** What comes out of a layer, given what came out of all before it and the length of the input; or why it does not fit. */
export function extentAfter(layer: Layer, before: readonly Extent[], inputLength: number): Extent | string {
  const given = before.at(-1) ?? { channels: inputLength, height: 1, width: 1 };
  const { channels, height, width } = given;
  switch (layer.kind) {
    case "dense":
      if (layer.inputs !== numbersIn(given)) return `takes ${layer.inputs} numbers, but is given ${numbersIn(given)}`;
      return { channels: layer.outputs, height: 1, width: 1 };
    case "reshape":
      if (numbersIn(layer) !== numbersIn(given))
        return `cannot make ${numbersIn(layer)} numbers of ${numbersIn(given)}`;
      return { channels: layer.channels, height: layer.height, width: layer.width };
    case "conv":
    case "conv-transpose": {
      if (layer.inputs !== channels) return `takes ${layer.inputs} channels, but is given ${channels}`;
      const [high, wide] = [convolvedLength(layer, height), convolvedLength(layer, width)];
      if (high < 1 || wide < 1) return `leaves nothing of maps of ${height} × ${width}`;
      return { channels: layer.outputs, height: high, width: wide };
    }
    case "affine":
      return layer.channels === channels ? given : `takes ${layer.channels} channels, but is given ${channels}`;
    case "upsample":
      return { channels, height: 2 * height, width: 2 * width };
    case "add": {
      const other = before[layer.layer];
      if (other === undefined) return `adds layer ${layer.layer}, which does not come before it`;
      const same = other.channels === channels && other.height === height && other.width === width;
      return same ? given : `adds layer ${layer.layer}, which has another size`;
    }
    default:
      return given;
  }
}

/** Along one side of a map. */
function convolvedLength(layer: Conv | ConvTranspose, length: number): number {
  const { kernel, stride, padding } = layer;
  if (layer.kind === "conv") return Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return (length - 1) * stride - 2 * padding + kernel + layer.output_padding;
}

/** The tensors of a layer and the shapes that they must have. */
export function tensorsOf(layer: Layer): readonly { tensor: Tensor; shape: readonly number[] }[] {
  switch (layer.kind) {
    case "dense":
      return [{ tensor: layer.weights, shape: [layer.outputs, layer.inputs] }, ...biasOf(layer)];
    case "conv":
      return [
        { tensor: layer.weights, shape: [layer.outputs, layer.inputs, layer.kernel, layer.kernel] },
        ...biasOf(layer),
      ];
    case "conv-transpose":
      return [
        { tensor: layer.weights, shape: [layer.inputs, layer.outputs, layer.kernel, layer.kernel] },
        ...biasOf(layer),
      ];
    case "affine":
      return [
        { tensor: layer.scale, shape: [layer.channels] },
        { tensor: layer.shift, shape: [layer.channels] },
      ];
    default:
      return [];
  }
}

function biasOf({ bias, outputs }: Dense | Conv | ConvTranspose) {
  return bias === null ? [] : [{ tensor: bias, shape: [outputs] }];
}

export function tensorLength({ shape }: Tensor): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** How many bytes of the blob a tensor takes. */
export function tensorBytes(tensor: Tensor): number {
  const length = tensorLength(tensor);
  switch (tensor.storage) {
    case "float32":
      return 4 * length;
    case "float16":
      return 2 * length;
    case "int8":
      return 4 * (tensor.shape[0] ?? 0) + length;
  }
}

/** Multiplications with their additions that one picture takes. */
export function multiplications(layer: Layer, before: Extent, after: Extent): number {
  switch (layer.kind) {
    case "dense":
      return layer.inputs * layer.outputs;
    case "conv":
      return numbersIn(after) * layer.inputs * layer.kernel ** 2;
    case "conv-transpose":
      return numbersIn(before) * layer.outputs * layer.kernel ** 2;
    default:
      return 0;
  }
}
