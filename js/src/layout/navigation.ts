// Where the arrow keys lead: up and down along the edges, left and right to what stands beside.

import { type Box, centre, type Point } from "./geometry.ts";
import type { Layout } from "./layout.ts";

export type Direction = "up" | "down" | "left" | "right";

/** The node that lies in that direction from `id`; without a start, the first node. */
export function neighbour(
  layout: Layout,
  open: ReadonlySet<string>,
  id: string | null,
  direction: Direction,
): string | null {
  const nodes = [...layout.boxes.keys()].filter((each) => !open.has(each));
  const start = id === null ? undefined : layout.boxes.get(id);
  if (id === null || start === undefined) return nodes[0] ?? null;
  const joined = joinedTo(layout, id, direction);
  const candidates = (joined.length > 0 ? joined : nodes).filter((each) => {
    const box = layout.boxes.get(each);
    return each !== id && box !== undefined && (joined.length > 0 || lies(start, box, direction));
  });
  return nearest(layout, start, candidates, direction);
}

/** The node whose middle is nearest to a point. */
export function nodeNear({ boxes }: Layout, { x, y }: Point): string | null {
  const distances = [...boxes].map(([id, box]) => {
    const middle = centre(box);
    return { id, distance: Math.hypot(middle.x - x, middle.y - y) };
  });
  return distances.toSorted((a, b) => a.distance - b.distance)[0]?.id ?? null;
}

function joinedTo(layout: Layout, id: string, direction: Direction): string[] {
  if (direction === "down")
    return layout.links.filter((link) => link.source === id).map((link) => link.target);
  if (direction === "up") return layout.links.filter((link) => link.target === id).map((link) => link.source);
  return [];
}

function lies(start: Box, box: Box, direction: Direction): boolean {
  const [from, to] = [centre(start), centre(box)];
  const beside = Math.abs(to.y - from.y) < (start.height + box.height) / 2;
  switch (direction) {
    case "up":
      return to.y < from.y && !beside;
    case "down":
      return to.y > from.y && !beside;
    case "left":
      return beside && to.x < from.x;
    case "right":
      return beside && to.x > from.x;
  }
}

/** Along the way of the key distance counts once, across it twice. */
function nearest(layout: Layout, start: Box, ids: readonly string[], direction: Direction): string | null {
  const from = centre(start);
  const [alongX, alongY] = direction === "left" || direction === "right" ? [1, 2] : [2, 1];
  const distance = (id: string) => {
    const to = centre(layout.boxes.get(id) ?? start);
    return alongX * Math.abs(to.x - from.x) + alongY * Math.abs(to.y - from.y);
  };
  return ids.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}
