// The drawn form of a line: a smooth path that leaves and enters upright.

import type { Point } from "./geometry.ts";

const ARROW = { length: 8, half: 4 };

/** SVG path data through the points, ending short of the last one to leave room for the arrow head. */
export function curvePath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const stops = [
    ...rest.slice(0, -1),
    ...rest.slice(-1).map((tip) => ({ x: tip.x, y: tip.y - heading(points) * ARROW.length })),
  ];
  let [path, from] = [`M${at(first)}`, first];
  for (const to of stops) {
    const middle = (from.y + to.y) / 2;
    path +=
      from.x === to.x
        ? `V${round(to.y)}`
        : `C${at({ x: from.x, y: middle })} ${at({ x: to.x, y: middle })} ${at(to)}`;
    from = to;
  }
  return path;
}

/** SVG path data of the arrow head at the last point. */
export function arrowPath(points: readonly Point[]): string {
  const tip = points.at(-1);
  if (tip === undefined) return "";
  const base = -heading(points) * ARROW.length;
  return `M${at(tip)}l${-ARROW.half} ${base}h${2 * ARROW.half}z`;
}

/** 1 where the line comes from above, -1 where it comes from below. */
function heading(points: readonly Point[]): 1 | -1 {
  const [before, tip] = points.slice(-2);
  return before !== undefined && tip !== undefined && before.y > tip.y ? -1 : 1;
}

function at(point: Point): string {
  return `${round(point.x)} ${round(point.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
