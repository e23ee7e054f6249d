// The line of one step, made of dagre's bends so that it crosses nothing.

import { type Box, centre, clamp, type Point } from "./geometry.ts";
import { isEntry, isExit, type Step } from "./steps.ts";

/** The first and last pixel row of a group's content. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** An end of a line keeps this far from a node's corners. */
const CORNER = 14;

/** The line of a step: out of a box, through dagre's bends, into the next box. Ports lie on the border. */
export function routeStep(
  step: Step,
  bends: readonly Point[],
  boxes: ReadonlyMap<string, Box>,
  rows: ReadonlyMap<number, number>,
  { top, bottom }: Extent,
): Point[] {
  const [source, target] = [boxes.get(step.from), boxes.get(step.to)];
  const upright = bends.flatMap((point) => alongRow(point, rows));
  const inside = upright.filter((point) => point.y >= top && point.y <= bottom);
  const first = inside[0] ?? bends[0] ?? { x: 0, y: top };
  const last = inside.at(-1) ?? first;
  const start = isEntry(step.from) ? { x: first.x, y: top } : leave(source, first);
  const end = isExit(step.to) ? { x: last.x, y: bottom } : leave(target, last);
  return [start, ...inside, end];
}

/** The rows of nodes and labels: how far the highest of those around each middle reaches up and down. */
export function rowsOf(boxes: readonly Box[]): Map<number, number> {
  const rows = new Map<number, number>();
  for (const box of boxes) {
    const row = rowOf(box);
    rows.set(row, Math.max(rows.get(row) ?? 0, box.height / 2));
  }
  return rows;
}

export function rowOf(box: Box): number {
  return Math.round(centre(box).y);
}

/** A line passes a row upright and bends only between rows, where nothing stands in its way. */
function alongRow({ x, y }: Point, rows: ReadonlyMap<number, number>): Point[] {
  const reach = rows.get(Math.round(y)) ?? 0;
  const [above, below] = [
    { x, y: y - reach },
    { x, y: y + reach },
  ];
  return reach === 0 ? [above] : [above, below];
}

/** The point where a line towards `next` leaves a box, on its upper or lower edge. */
function leave(box: Box | undefined, next: Point): Point {
  if (box === undefined) return next;
  const corner = Math.min(CORNER, box.width / 2);
  const x = clamp(next.x, box.x + corner, box.x + box.width - corner);
  return { x, y: next.y > centre(box).y ? box.y + box.height : box.y };
}
