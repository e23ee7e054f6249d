// The path of a tensor: all that it came from and all that came of it.

import type { Edge } from "../document.ts";
import { descendants, type Graph } from "./graph.ts";

export interface Flow {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

export const EMPTY_FLOW: Flow = { nodes: new Set(), edges: new Set() };

/** The path through a node, up to its sources and down to its results. */
export function flowThrough(graph: Graph, id: string): Flow {
  const start = [id, ...descendants(graph, id)];
  return join(follow(graph, start, "up"), follow(graph, start, "down"));
}

/** The path through an edge: up from its source, down from its target. */
export function flowAlong(graph: Graph, edge: Edge): Flow {
  const flow = join(follow(graph, [edge.source], "up"), follow(graph, [edge.target], "down"));
  return { nodes: flow.nodes, edges: new Set([...flow.edges, edge.id]) };
}

function join(...flows: Flow[]): Flow {
  return {
    nodes: new Set(flows.flatMap((flow) => [...flow.nodes])),
    edges: new Set(flows.flatMap((flow) => [...flow.edges])),
  };
}

function follow(graph: Graph, start: readonly string[], direction: "up" | "down"): Flow {
  const [table, end] =
    direction === "up" ? ([graph.incoming, "source"] as const) : ([graph.outgoing, "target"] as const);
  const nodes = new Set(start);
  const edges = new Set<string>();
  const waiting = [...start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const edge of table.get(id) ?? []) {
      edges.add(edge.id);
      if (!nodes.has(edge[end])) waiting.push(edge[end]);
      nodes.add(edge[end]);
    }
  }
  return { nodes, edges };
}
