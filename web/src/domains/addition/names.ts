/** How the page calls a network, and in which colour it draws it. */

import type { Cell, Kind, Network } from "../../data/model";

type Named = Pick<Network | Cell, "kind" | "nodes" | "max_sum">;

/** "2 nodes" */
export function rowName({ kind, nodes }: { kind: Kind; nodes: number }): string {
  if (kind === "linear") return "no hidden layer";
  const count = nodes === 1 ? "1 node" : `${nodes} nodes`;
  return kind === "nau" ? `NAU, ${count}` : count;
}

/** The same in as little room as the answers leave it. */
export function shortName({ kind, nodes }: { kind: Kind; nodes: number }): string {
  return kind === "linear" ? "linear" : kind === "nau" ? `NAU ${nodes}` : rowName({ kind, nodes });
}

/** "2 nodes, sums up to 16" */
export function networkName(network: Named): string {
  return `${rowName(network)}, ${sumsName(network.max_sum)}`;
}

export function sumsName(maxSum: number): string {
  return `sums up to ${maxSum.toLocaleString("en")}`;
}

/** More nodes, more contrast: a sequential scale that stays readable without colour vision. */
export function nodeColour({ kind, nodes }: { kind: Kind; nodes: number }): string {
  if (kind !== "hidden") return "--plain";
  const place = Math.min(5, Math.max(1, 1 + Math.round(Math.log2(Math.max(1, nodes)))));
  return `--nodes-${place}`;
}

/** Kinds without the sigmoid, and the single node, are also told apart by their dashes. */
export function nodeDash({ kind, nodes }: { kind: Kind; nodes: number }): readonly number[] | undefined {
  if (kind === "linear") return [2, 3];
  if (kind === "nau") return [7, 3, 2, 3];
  return nodes === 1 ? [5, 4] : undefined;
}

/** One word at the end of a line. */
export function lineEnd({ kind, nodes }: { kind: Kind; nodes: number }): string {
  return kind === "linear" ? "lin" : kind === "nau" ? "nau" : String(nodes);
}

/** What one step of a network's training is called. */
export function stepName(network: Network): string {
  return network.method === "adam" ? "epoch" : "iteration";
}
