// The groups whose borders a tensor crosses on its way in.

import type { Edge } from "../document.ts";
import { ancestors, type Graph } from "./graph.ts";

/** The groups around the target of an edge that are not around its source, innermost first. */
export function entered(graph: Graph, { source, target }: Edge): string[] {
  const outside = new Set(ancestors(graph, source));
  return ancestors(graph, target).filter((group) => !outside.has(group));
}
