// Sums over a whole document, each shared thing counted once.

import type { Document, Node } from "../document.ts";
import { byId } from "./collections.ts";

export interface Totals {
  /** A module's parameters count once however often it is called, those of a group once for all inside it. */
  readonly parameters: number;
  /** Of every run of each step, at the shapes shown. */
  readonly multiplyAdds: number;
}

export function totalsOf(document: Document): Totals {
  const groups = new Set(document.nodes.map((node) => node.parent));
  const leaves = document.nodes.filter((node) => !groups.has(node.id));
  return {
    parameters: sumParameters(document),
    multiplyAdds: leaves.reduce((sum, node) => sum + node.multiply_adds * node.repeats, 0),
  };
}

/** The modules that were called before, under the same path of the same model: their parameters count there. */
export function calledBefore(document: Document): Set<string> {
  const nodes = byId(document.nodes);
  const known = new Set<string>();
  const again = new Set<string>();
  for (const node of document.nodes) {
    if (node.kind !== "module" || node.parameter_count === 0) continue;
    const identity = JSON.stringify([ownName(rootOf(node, nodes)), node.path || ownName(node)]);
    if (known.has(identity)) again.add(node.id);
    known.add(identity);
  }
  return again;
}

function rootOf(node: Node, nodes: ReadonlyMap<string, Node>): Node {
  let root = node;
  let around = nodes.get(node.parent ?? "");
  while (around !== undefined) {
    if (around.kind === "module") root = around;
    around = nodes.get(around.parent ?? "");
  }
  return root;
}

function ownName({ label, target, defined }: Node): unknown[] {
  return [label, target, defined];
}

function sumParameters(document: Document): number {
  const again = calledBefore(document);
  const counted = new Set<string>();
  let sum = 0;
  for (const node of document.nodes) {
    // A group stands before what is inside it.
    if (node.parent !== undefined && counted.has(node.parent)) counted.add(node.id);
    else if (node.parameter_count > 0) {
      counted.add(node.id);
      if (!again.has(node.id)) sum += node.parameter_count;
    }
  }
  return sum;
}
