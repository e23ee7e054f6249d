// How far a mismatch reaches: what comes after it is only assumed to fit.

import { entered } from "./borders.ts";
import { descendants, type Graph } from "./graph.ts";

/** Adds to `doubtful` all that comes after a node at which there is a mismatch, and what is inside of it. */
export function spreadDoubt(graph: Graph, id: string, doubtful: Set<string>): void {
  const waiting = [id];
  const reach = (reached: string) => {
    if (doubtful.has(reached)) return;
    doubtful.add(reached);
    waiting.push(reached);
  };
  for (const inside of descendants(graph, id)) reach(inside);
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    for (const edge of graph.outgoing.get(from) ?? []) {
      reach(edge.target);
      for (const group of entered(graph, edge)) doubtful.add(group);
    }
  }
}
