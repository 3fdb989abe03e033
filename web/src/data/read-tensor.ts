/** Reads where a tensor lies among a stored network's weights. Internal to `readEnvelope`. */

import type { Tensor } from "../layers";
import { type Fields, integer, wrong } from "./checks";

/** A tensor of at most so many sides, each at most `longest`. */
export function readTensor(fields: Fields, sides: number, longest: number): Tensor {
  const offset = fields.integer("offset", 0, Number.MAX_SAFE_INTEGER);
  if (offset % 4 !== 0) throw wrong(fields.pathTo("offset"), "a multiple of 4", offset);
  return {
    shape: fields.list("shape", sides, (value, path) => integer(value, path, 1, longest)),
    offset,
    storage: fields.oneOf("storage", ["float16", "int8", "float32"]),
  };
}
