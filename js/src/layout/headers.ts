// The titles of open groups: beside the lines that enter the group from above, and within its border.

import type { Node } from "../document.ts";
import { groupBy } from "../model/collections.ts";
import { shorten } from "../model/formats.ts";
import { className } from "../model/graph.ts";
import type { Box, Point } from "./geometry.ts";
import { type Font, HEADER, type Measure } from "./measure.ts";

/** A stretch of a group's upper border. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** What a title says, each part cut to the room that there is. */
export interface HeaderFace {
  readonly label: string;
  readonly kind: string;
  readonly repeats: string;
}

export interface Header extends HeaderFace, Stretch {
  /** True if lines cross the title, so that it needs a ground of its own. */
  readonly crossed: boolean;
}

/** Where lines cross the upper borders of `frames` and what is below it, `height` deep, by the frame's id. */
export function findEntries(
  frames: ReadonlyMap<string, Box>,
  routes: Iterable<readonly Point[]>,
  height: number,
): Map<string, Stretch[]> {
  const pieces = [...routes].flatMap((route) =>
    route.map((point, position) => ({ point, next: route[position + 1] ?? point })),
  );
  const byHeight = groupBy(pieces, ({ point }) => point.y);
  const within = ({ x, y, width }: Box) =>
    (byHeight.get(y) ?? [])
      .filter(({ point }) => point.x > x && point.x < x + width)
      .map(({ point, next }) => {
        const end = next.y <= y + height ? next.x : point.x;
        return { x: Math.min(point.x, end), width: Math.abs(point.x - end) };
      });
  return new Map([...frames].map(([id, frame]) => [id, within(frame)]));
}

/** The title of a group: in the first stretch free of entries that holds all of it, or else cut in the widest. */
export function placeHeader(node: Node, frame: Box, entries: readonly Stretch[], measure: Measure): Header {
  const whole = headerFace(node);
  const wanted = widthOf(whole, measure);
  const free = freeStretches(frame, entries);
  const widest = free.reduce((best, each) => (each.width > best.width ? each : best));
  const room = free.find((each) => each.width >= wanted) ?? widest;
  const crossed = room.width < Math.min(wanted, HEADER.smallest);
  const stretch = crossed ? stretchBetween(frame.x, frame.x + frame.width) : room;
  const face = cut(whole, stretch.width, measure);
  return { ...face, x: stretch.x, width: widthOf(face, measure), crossed };
}

function headerFace(node: Node): HeaderFace {
  const [label, kind] = [node.label || className(node), className(node)];
  return {
    label: shorten(label, HEADER.longest),
    kind: kind === label ? "" : shorten(kind, HEADER.longest),
    repeats: node.repeats > 1 ? `×${node.repeats}` : "",
  };
}

function widthOf({ label, kind, repeats }: HeaderFace, measure: Measure): number {
  const more = [kind, repeats].map((part) => (part === "" ? 0 : measure(` ${part}`, "small")));
  return HEADER.handle + measure(label, "text") + more.reduce((sum, width) => sum + width, 0);
}

function freeStretches(frame: Box, entries: readonly Stretch[]): [Stretch, ...Stretch[]] {
  const [left, right] = [frame.x, frame.x + frame.width];
  const sorted = entries.toSorted((a, b) => a.x - b.x);
  const starts = sorted.map((_, position) =>
    Math.max(...sorted.slice(0, position + 1).map((each) => each.x + each.width)),
  );
  const first = stretchBetween(left, sorted[0]?.x ?? right);
  return [first, ...starts.map((start, position) => stretchBetween(start, sorted[position + 1]?.x ?? right))];
}

/** What is left between two lines when the title keeps its distance from both. */
function stretchBetween(start: number, end: number): Stretch {
  return { x: start + HEADER.gap, width: Math.max(0, end - start - 2 * HEADER.gap) };
}

/** The kind gives way first, and wholly where only a few letters of it would be left; then the label. */
function cut(whole: HeaderFace, room: number, measure: Measure): HeaderFace {
  const { label, repeats } = whole;
  const forKind = room - widthOf({ ...whole, kind: "" }, measure) - measure(" ", "small");
  const kind = fitText(whole.kind, forKind, "small", measure);
  if (forKind >= 0 && (kind === whole.kind || kind.length >= HEADER.fewest)) return { label, kind, repeats };
  const forLabel = room - widthOf({ label: "", kind: "", repeats }, measure);
  return { label: fitText(label, forLabel, "text", measure), kind: "", repeats };
}

/** As much of the beginning of `text` as fits into `room`, with "…" where something was cut; "" if nothing does. */
export function fitText(text: string, room: number, font: Font, measure: Measure): string {
  if (measure(text, font) <= room) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(shorten(text, middle), font) <= room) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? "" : shorten(text, fits);
}
