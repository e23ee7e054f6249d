// Shapes, counts and long texts in the form in which a person reads them.

import type { Shape } from "../document.ts";

/** Stands for a size that is not known. */
export const NOT_KNOWN = "?";

/** [1, 3, 64, 64] as "1 × 3 × 64 × 64"; a tensor without axes is a "scalar", of sizes not known remains "?". */
export function formatShape(shape: Shape): string {
  return shapeText(shape, " × ");
}

/** The same in little room, for the margin of the code: "1×3×64×64". */
export function formatShapeTight(shape: Shape): string {
  return shapeText(shape, "×");
}

function shapeText(shape: Shape, times: string): string {
  if (shape.length === 0) return "scalar";
  if (shape.every(Number.isNaN)) return NOT_KNOWN;
  return shape.map((size) => (Number.isNaN(size) ? NOT_KNOWN : size)).join(times);
}

/** 31370 as "31,370". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `text`, or its beginning and "…" where it is longer than `length`. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
