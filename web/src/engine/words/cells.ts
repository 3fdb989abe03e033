/** The arithmetic of a network that writes: a matrix times a vector, and the two recurrent cells, on float32. */

/**
 * A matrix as `multiply` reads it: four rows at a time, column by column, so that the numbers of four sums lie side by
 * side. The last block's missing rows are 0.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly packed: Float32Array;
}

/** From rows one after another. */
export function createMatrix(values: Float32Array, columns: number): Matrix {
  const rows = values.length / columns;
  const packed = new Float32Array(Math.ceil(rows / 4) * 4 * columns);
  for (let row = 0; row < rows; row++) {
    let place = startOf(row, columns);
    for (let index = row * columns; index < (row + 1) * columns; index++, place += 4) {
      packed[place] = values[index] as number;
    }
  }
  return { rows, columns, packed };
}

/** Write a row of the matrix into `target` from `start` on. */
export function copyRow(target: Float32Array, start: number, { packed, columns }: Matrix, row: number): void {
  const first = startOf(row, columns);
  for (let column = 0; column < columns; column++) target[start + column] = packed[first + 4 * column] as number;
}

function startOf(row: number, columns: number): number {
  return Math.floor(row / 4) * 4 * columns + (row % 4);
}

/** target = matrix · x + bias. `bias` may be the target itself. */
export function multiply(target: Float32Array, matrix: Matrix, x: Float32Array, bias: Float32Array): void {
  const { rows, columns, packed } = matrix;
  const whole = rows - (rows % 4);
  let place = 0;
  for (let row = 0; row < whole; row += 4) {
    // `as number`: within the arrays by construction, and a check here would cost a third of the speed.
    let a = bias[row] as number;
    let b = bias[row + 1] as number;
    let c = bias[row + 2] as number;
    let d = bias[row + 3] as number;
    for (let column = 0; column < columns; column++) {
      const value = x[column] as number;
      a += (packed[place] as number) * value;
      b += (packed[place + 1] as number) * value;
      c += (packed[place + 2] as number) * value;
      d += (packed[place + 3] as number) * value;
      place += 4;
    }
    target[row] = a;
    target[row + 1] = b;
    target[row + 2] = c;
    target[row + 3] = d;
  }
  for (let row = whole; row < rows; row++) {
    let sum = bias[row] as number;
    const first = startOf(row, columns);
    for (let column = 0; column < columns; column++) {
      sum += (packed[first + 4 * column] as number) * (x[column] as number);
    }
    target[row] = sum;
  }
}

/** The weights of a recurrent layer, and room for its gates. */
export interface Cell {
  readonly inputWeights: Matrix;
  readonly hiddenWeights: Matrix;
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
