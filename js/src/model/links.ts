// Edges lifted to what is visible: the tensors that flow between two drawn nodes, as one link.

import type { Edge } from "../document.ts";
import { groupBy } from "./collections.ts";
import { visibleNode } from "./folding.ts";
import { ancestors, type Graph, TOP } from "./graph.ts";

/** All edges between two visible nodes. */
export interface Link {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly edges: readonly string[];
  /** The innermost group that holds both ends, and the ends' ancestors directly inside it. */
  readonly level: string;
  readonly from: string;
  readonly to: string;
  /** Links of one trunk carry the same tensors from one node into one group, and share line and label outside it. */
  readonly trunk: string;
}

/** The links of the visible graph, in the order of their first edges. */
export function liftEdges(graph: Graph, open: ReadonlySet<string>): Link[] {
  const pairs = groupBy(graph.edges.values(), (edge) => {
    const source = visibleNode(graph, open, edge.source);
    const target = visibleNode(graph, open, edge.target);
    return JSON.stringify([source, target]);
  });
  const links: Link[] = [];
  for (const [pair, edges] of pairs) {
    const [source, target] = JSON.parse(pair) as [string, string];
    const meeting = meetingPoint(graph, source, target);
    if (meeting !== null) links.push(makeLink(source, target, edges, meeting));
  }
  return links;
}

type Meeting = Pick<Link, "level" | "from" | "to">;

/** Where two nodes' groups meet; null if one is the other, or lies inside it. */
function meetingPoint(graph: Graph, source: string, target: string): Meeting | null {
  const sources = [TOP, ...ancestors(graph, source).reverse(), source];
  const targets = [TOP, ...ancestors(graph, target).reverse(), target];
  let depth = 0;
  while (sources[depth + 1] !== undefined && sources[depth + 1] === targets[depth + 1]) depth++;
  const [level, from, to] = [sources[depth], sources[depth + 1], targets[depth + 1]];
  return level === undefined || from === undefined || to === undefined ? null : { level, from, to };
}

function makeLink(source: string, target: string, edges: Edge[], meeting: Meeting): Link {
  const tensors = new Set(edges.map((edge) => `${edge.source}:${edge.source_output}`));
  return {
    id: edges[0]?.id ?? "",
    source,
    target,
    edges: edges.map((edge) => edge.id),
    ...meeting,
    trunk: JSON.stringify([source, meeting.to, ...[...tensors].sort()]),
  };
}
