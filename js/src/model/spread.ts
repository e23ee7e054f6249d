// How far a mismatch reaches: what comes after it is only assumed to fit.

import type { Document, Edge } from "../document.ts";
import { entered } from "./borders.ts";
import { groupBy } from "./collections.ts";

export class Spread {
  private readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  private readonly children: ReadonlyMap<string | undefined, readonly string[]>;
  private readonly parents: ReadonlyMap<string, string | undefined>;
  private readonly entered: ReadonlyMap<string, readonly string[]>;

  constructor(document: Document) {
    const { nodes, edges } = document;
    this.outgoing = groupBy(edges, (edge) => edge.source);
    this.parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
    const children = groupBy(nodes, (node) => node.parent);
    this.children = new Map([...children].map(([parent, inside]) => [parent, inside.map(({ id }) => id)]));
    this.entered = entered(document);
  }

  /** Adds to `doubtful` all that comes after a node at which there is a mismatch, and what is inside of it. */
  follow(id: string, doubtful: Set<string>): void {
    const waiting = [id];
    const reach = (reached: string) => {
      if (doubtful.has(reached)) return;
      doubtful.add(reached);
      waiting.push(reached);
    };
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
      if (from === id) for (const inside of this.children.get(id) ?? []) reach(inside);
      for (const edge of this.outgoing.get(from) ?? []) {
        reach(edge.target);
        for (const group of this.entered.get(edge.id) ?? []) doubtful.add(group);
      }
    }
  }

  /** A node and the groups around it. */
  around(id: string): string[] {
    const found: string[] = [];
    for (let at: string | undefined = id; at !== undefined; at = this.parents.get(at)) found.push(at);
    return found;
  }
}
