/** What a network is, apart from the values of its weights: the one thing that the reader of a page and the engine share. */

export type Activation = "sigmoid" | "tanh" | "relu" | "identity";

/** `nodes` = 0: two weights, no hidden layer. */
export interface Shape {
  readonly nodes: number;
  readonly activation: Activation;
  readonly biases: boolean;
}

/** How many numbers `weights` holds: 3n (4n + 1 with biases), and 2 (3) without a hidden layer. */
export function parameterCount({ nodes, biases }: Shape): number {
  if (nodes === 0) return biases ? 3 : 2;
  return biases ? 4 * nodes + 1 : 3 * nodes;
}
