// Finding nodes by what they are called.

import type { Document } from "../document.ts";

/** The ids of the nodes whose label, path, operation or class holds `query`, in the order in which they ran. */
export function search(document: Document, query: string): string[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  return document.nodes
    .filter((node) => {
      const names = [node.label, node.path, node.op, node.target];
      return names.some((name) => name.toLowerCase().includes(wanted));
    })
    .map((node) => node.id);
}
