// The layer table: every input, module and call in words and numbers.

import type { Document, Node } from "../document.ts";
import { byId } from "./collections.ts";
import { warnedNodes } from "./findings.ts";
import { formatTensor } from "./formats.ts";
import { ancestors, className, descendants, type Graph, isGroup } from "./graph.ts";
import { symbolicText } from "./notation.ts";
import { calledBefore } from "./totals.ts";

export interface OutputText {
  readonly shape: string;
  /** The same as a formula, "" if that tells nothing new. */
  readonly formula: string;
}

export interface TableRow {
  readonly id: string;
  readonly depth: number;
  readonly layer: string;
  readonly kind: string;
  readonly outputs: readonly OutputText[];
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** True for a module that was called before: its parameters count there. */
  readonly again: boolean;
  readonly status: Node["status"];
  readonly warned: boolean;
}

export function layerTable(document: Document, graph: Graph): TableRow[] {
  const nodes = byId(document.nodes);
  const again = calledBefore(document);
  const warned = new Set(warnedNodes(document));
  return document.nodes.filter(isListed).map((node) => ({
    id: node.id,
    depth: ancestors(graph, node.id).filter((id) => !graph.series.has(id)).length,
    layer: node.repeats > 1 ? `${node.label} ×${node.repeats}` : node.label,
    kind: kindOf(node),
    outputs: node.outputs.map((tensor) => ({
      shape: formatTensor(tensor),
      formula: symbolicText(tensor.formula),
    })),
    parameters: node.parameter_count,
    multiplyAdds: sumInside(graph, nodes, node),
    again: again.has(node.id),
    status: node.status,
    warned: warned.has(node.id),
  }));
}

function kindOf(node: Node): string {
  const kind = node.kind === "module" ? className(node) : node.kind;
  return kind === node.label ? "" : kind;
}

function isListed(node: Node): boolean {
  return node.kind === "input" || node.kind === "module" || node.kind === "call";
}

/** A node does its own in each of its runs, and a group what the nodes inside it do. */
function sumInside(graph: Graph, nodes: ReadonlyMap<string, Node>, node: Node): number {
  const own = node.multiply_adds * node.repeats;
  if (!isGroup(graph, node.id)) return own;
  const inside = descendants(graph, node.id).flatMap((id) =>
    isGroup(graph, id) ? [] : (nodes.get(id) ?? []),
  );
  return Math.max(
    own,
    inside.reduce((sum, { multiply_adds, repeats }) => sum + multiply_adds * repeats, 0),
  );
}
