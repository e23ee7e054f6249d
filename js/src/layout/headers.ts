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

/** The places in which lines cross the upper borders of `frames`, by the frame's id. */
export function findEntries(
  frames: ReadonlyMap<string, Box>,
  routes: Iterable<readonly Point[]>,
): Map<string, number[]> {
  const byHeight = groupBy([...routes].flat(), (point) => point.y);
  const within = ({ x, y, width }: Box) =>
    (byHeight.get(y) ?? []).map((point) => point.x).filter((each) => each > x && each < x + width);
  return new Map([...frames].map(([id, frame]) => [id, within(frame)]));
}

/** The title of a group: in the first stretch free of entries that holds all of it, or else cut in the widest. */
export function placeHeader(node: Node, frame: Box, entries: readonly number[], measure: Measure): Header {
  const whole = headerFace(node);
  const wanted = widthOf(whole, measure);
  const free = freeStretches(frame, entries);
  const widest = free.reduce((best, each) => (each.width > best.width ? each : best));
  const room = free.find((each) => each.width >= wanted) ?? widest;
  const crossed = room.width < Math.min(wanted, HEADER.smallest);
  const stretch = crossed ? stretchOf(frame.x, frame.x + frame.width) : room;
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

function freeStretches(frame: Box, entries: readonly number[]): [Stretch, ...Stretch[]] {
  const borders = [frame.x, ...entries.toSorted((a, b) => a - b), frame.x + frame.width];
  const stretches = borders.slice(1).map((end, position) => stretchOf(borders[position] ?? end, end));
  return [stretches[0] ?? stretchOf(frame.x, frame.x + frame.width), ...stretches.slice(1)];
}

function stretchOf(start: number, end: number): Stretch {
  return { x: start + HEADER.gap, width: Math.max(0, end - start - 2 * HEADER.gap) };
}

/** The kind gives way first, then the label. */
function cut(whole: HeaderFace, room: number, measure: Measure): HeaderFace {
  const { label, kind, repeats } = whole;
  const forKind = room - widthOf({ ...whole, kind: "" }, measure);
  const shown = { label, repeats, kind: fitText(` ${kind}`, forKind, "small", measure).trim() };
  if (shown.kind.length > 1 || (kind !== "" && shown.kind === kind)) return shown;
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
