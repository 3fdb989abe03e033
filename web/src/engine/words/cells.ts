/** The arithmetic of a network that writes: a matrix times a vector, and the two recurrent cells, on float32. */

/** target = weights · x + bias; `weights` is (target.length, x.length). `bias` may be the target itself. */
export function multiply(target: Float32Array, weights: Float32Array, x: Float32Array, bias: Float32Array): void {
  const [rows, columns] = [target.length, x.length];
  let row = 0;
  // Four rows at once, so that each number of x is fetched once for four; sums stay in registers.
  for (; row + 4 <= rows; row += 4) {
    let first = row * columns;
    let second = first + columns;
    let third = second + columns;
    let fourth = third + columns;
    // `as number`: within the arrays by construction, and a check here would cost a third of the speed.
    let a = bias[row] as number;
    let b = bias[row + 1] as number;
    let c = bias[row + 2] as number;
    let d = bias[row + 3] as number;
    for (let column = 0; column < columns; column++) {
      const value = x[column] as number;
      a += (weights[first++] as number) * value;
      b += (weights[second++] as number) * value;
      c += (weights[third++] as number) * value;
      d += (weights[fourth++] as number) * value;
    }
    target[row] = a;
    target[row + 1] = b;
    target[row + 2] = c;
    target[row + 3] = d;
  }
  for (; row < rows; row++) {
    let sum = bias[row] as number;
    for (let column = 0; column < columns; column++) {
      sum += (weights[row * columns + column] as number) * (x[column] as number);
    }
    target[row] = sum;
  }
}

/** The weights of a recurrent layer, and room for its gates. */
export interface Cell {
  readonly inputWeights: Float32Array;
  readonly hiddenWeights: Float32Array;
  readonly inputBias: Float32Array;
  readonly hiddenBias: Float32Array;
  /** The gates from x, and those from h: 4 · hidden (lstm) or 3 · hidden (gru) each. */
  readonly fromInput: Float32Array;
  readonly fromHidden: Float32Array;
}

/** One step of an LSTM (gates in the order i, f, g, o), which changes h and c. The lstm has one bias, `inputBias`. */
export function lstmStep(cell: Cell, x: Float32Array, h: Float32Array, c: Float32Array): void {
  const gates = cell.fromInput;
  multiply(gates, cell.inputWeights, x, cell.inputBias);
  multiply(gates, cell.hiddenWeights, h, gates);
  const hidden = h.length;
  for (let index = 0; index < hidden; index++) {
    const input = sigmoid(gates[index] as number);
    const forget = sigmoid(gates[hidden + index] as number);
    const candidate = Math.tanh(gates[2 * hidden + index] as number);
    const output = sigmoid(gates[3 * hidden + index] as number);
    const kept = forget * (c[index] as number) + input * candidate;
    c[index] = kept;
    h[index] = output * Math.tanh(kept);
  }
}

/** One step of PyTorch's GRU (gates in the order r, z, n), which changes h. */
export function gruStep(cell: Cell, x: Float32Array, h: Float32Array): void {
  const { fromInput, fromHidden } = cell;
  multiply(fromInput, cell.inputWeights, x, cell.inputBias);
  multiply(fromHidden, cell.hiddenWeights, h, cell.hiddenBias);
  const hidden = h.length;
  for (let index = 0; index < hidden; index++) {
    const reset = sigmoid((fromInput[index] as number) + (fromHidden[index] as number));
    const update = sigmoid((fromInput[hidden + index] as number) + (fromHidden[hidden + index] as number));
    const candidate = Math.tanh(
      (fromInput[2 * hidden + index] as number) + reset * (fromHidden[2 * hidden + index] as number),
    );
    h[index] = (1 - update) * candidate + update * (h[index] as number);
  }
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
