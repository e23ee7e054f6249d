// Shapes, counts and long texts in the form in which a person reads them.

import type { Shape } from "../document.ts";

/** Stands for a size that is not known. */
export const NOT_KNOWN = "?";

/** What has a shape: a tensor, an edge. `letters` stand in place of sizes that nobody gave. */
interface Shaped {
  readonly shape: Shape;
  readonly letters?: readonly string[];
}

/** [1, 3, 64, 64] as "1 × 3 × 64 × 64"; a tensor without axes is a "scalar", of sizes not known remains "?". */
export function formatShape(shape: Shape): string {
  return shapeText({ shape }, " × ");
}

/** The shape of a tensor, with the letters of sizes that nobody gave: "N × 3 × 64 × 64". */
export function formatTensor(tensor: Shaped): string {
  return shapeText(tensor, " × ");
}

/** A size of a tensor as it is shown. */
export function formatSize({ shape, letters }: Shaped, axis: number): string {
  const size = shape[axis] ?? Number.NaN;
  return letters?.[axis] || (Number.isNaN(size) ? NOT_KNOWN : `${size}`);
}

/** The same in little room, for the margin of the code: "1×3×64×64". */
export function formatTensorTight(tensor: Shaped): string {
  return shapeText(tensor, "×");
}

function shapeText(tensor: Shaped, times: string): string {
  const { shape } = tensor;
  if (shape.length === 0) return "scalar";
  if (shape.every(Number.isNaN)) return NOT_KNOWN;
  return shape.map((_, axis) => formatSize(tensor, axis)).join(times);
}

/** 31370 as "31,370". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `text`, or its beginning and "…" where it is longer than `length`. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
