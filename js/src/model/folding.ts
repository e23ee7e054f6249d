// Which groups stand open, and what is then to be seen.

import type { Document } from "../document.ts";
import { ancestors, childrenOf, type Graph, isGroup, TOP } from "./graph.ts";

/** Up to so many nodes a graph opens whole. */
const SHOWN_WHOLE = 60;
/** A larger one opens as deep as so many nodes allow. */
const SHOWN_FOLDED = 40;

/** The node that stands for `id` while the groups in `open` are open: itself, or the outermost closed group. */
export function visibleNode(graph: Graph, open: ReadonlySet<string>, id: string): string {
  let visible = id;
  for (const group of ancestors(graph, id)) {
    if (!open.has(group)) visible = group;
  }
  return visible;
}

/** The ids that are drawn, open groups among them, each group before what is inside it. */
export function visibleNodes(graph: Graph, open: ReadonlySet<string>, parent = TOP): string[] {
  return childrenOf(graph, parent).flatMap((id) =>
    open.has(id) ? [id, ...visibleNodes(graph, open, id)] : [id],
  );
}

/** The groups to open so that `id` is seen. */
export function reveal(graph: Graph, open: ReadonlySet<string>, id: string): Set<string> {
  return new Set([...open, ...ancestors(graph, id)]);
}

/**
 * The groups that stand open at first: all of a small graph; of a large one the upper levels and each mismatch.
 * A series of equal blocks stays folded, and its blocks too, for when it is opened.
 */
export function initiallyOpen(document: Document, graph: Graph): Set<string> {
  let open = openToDepth(graph, document.depth ?? 0);
  const limit = document.nodes.length > SHOWN_WHOLE ? SHOWN_FOLDED : SHOWN_WHOLE;
  for (let depth = 1; document.depth === undefined; depth++) {
    const deeper = openToDepth(graph, depth);
    if (deeper.size === open.size || countLeaves(graph, deeper) > limit) break;
    open = deeper;
  }
  for (const { node } of document.mismatches) if (node !== undefined) open = reveal(graph, open, node);
  return open;
}

function openToDepth(graph: Graph, depth: number): Set<string> {
  const groups = [...graph.nodes.keys()].filter((id) => isGroup(graph, id));
  return new Set(
    groups.filter((id) => {
      const around = ancestors(graph, id);
      return around.length < depth && ![id, ...around].some((each) => graph.series.has(each));
    }),
  );
}

function countLeaves(graph: Graph, open: ReadonlySet<string>): number {
  return visibleNodes(graph, open).filter((id) => !open.has(id)).length;
}
