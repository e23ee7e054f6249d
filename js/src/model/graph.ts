// Look-ups in a document's graph, made once and shared by all that follows.

import type { Document, Edge, Node } from "../document.ts";
import { byId, groupBy } from "./collections.ts";
import { findSeries, type Series, seriesNode } from "./series.ts";

/** The nodes and edges of a document by id and by place. Its structure, unlike sizes, never changes. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly edges: ReadonlyMap<string, Edge>;
  /** The ids directly inside a group, in the order in which they ran; "" stands for the top level. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  /** Groups that no document has: each stands around a series of equal blocks. */
  readonly series: ReadonlyMap<string, Series>;
}

export const TOP = "";

export function indexGraph(document: Document): Graph {
  const nodes = byId(document.nodes);
  const children = ids(groupBy(document.nodes, (node) => parentOf(nodes, node)));
  const series = findSeries(document, children);
  for (const each of series) wrap(each, nodes, children);
  const known = document.edges.filter((edge) => nodes.has(edge.source) && nodes.has(edge.target));
  return {
    nodes,
    edges: byId(known),
    children,
    incoming: groupBy(known, (edge) => edge.target),
    outgoing: groupBy(known, (edge) => edge.source),
    series: byId(series),
  };
}

/** Puts the blocks of a series into a group of its own, which takes their place. */
function wrap(series: Series, nodes: Map<string, Node>, children: Map<string, string[]>): void {
  const group = seriesNode(series, nodes);
  const parent = parentOf(nodes, group);
  const siblings = children.get(parent) ?? [];
  const place = siblings.indexOf(series.members[0]);
  const around = [...siblings.slice(0, place), group.id, ...siblings.slice(place + series.members.length)];
  children.set(parent, around).set(group.id, [...series.members]);
  nodes.set(group.id, group);
  for (const id of series.members) {
    const node = nodes.get(id);
    if (node !== undefined) nodes.set(id, { ...node, parent: group.id });
  }
}

function parentOf(nodes: ReadonlyMap<string, Node>, node: Node): string {
  return node.parent !== undefined && nodes.has(node.parent) ? node.parent : TOP;
}

function ids(groups: Map<string, Node[]>): Map<string, string[]> {
  return new Map([...groups].map(([parent, nodes]) => [parent, nodes.map((node) => node.id)]));
}

export function childrenOf(graph: Graph, id: string): readonly string[] {
  return graph.children.get(id) ?? [];
}

export function isGroup(graph: Graph, id: string): boolean {
  return graph.children.has(id);
}

/** The groups around a node, innermost first. */
export function ancestors(graph: Graph, id: string): string[] {
  const found: string[] = [];
  let parent = graph.nodes.get(id)?.parent;
  while (parent !== undefined && graph.nodes.has(parent)) {
    found.push(parent);
    parent = graph.nodes.get(parent)?.parent;
  }
  return found;
}

/** All nodes inside a group at any depth, in the order in which they ran. */
export function descendants(graph: Graph, id: string): string[] {
  return childrenOf(graph, id).flatMap((child) => [child, ...descendants(graph, child)]);
}

/** The last part of a node's target: "Linear" of "torch.nn.Linear". */
export function className(node: Node): string {
  return node.target.slice(node.target.lastIndexOf(".") + 1);
}
