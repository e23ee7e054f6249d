// Links and their labels as SVG.

import type { Edge } from "../document.ts";
import { arrowPath, curvePath } from "../layout/curve.ts";
import type { Box, Point } from "../layout/geometry.ts";
import { LABEL, type Measure } from "../layout/measure.ts";
import { labelLines } from "../model/labels.ts";
import type { Link } from "../model/links.ts";
import { svg } from "./dom.ts";

export function drawLink(link: Link, points: readonly Point[]): SVGGElement {
  const line = curvePath(points);
  return svg(
    "g",
    { class: "edge", "data-edge": link.edges.join(" ") },
    svg("path", { class: "hit", d: line }),
    svg("path", { class: "line", d: line }),
    svg("path", { class: "arrow", d: arrowPath(points) }),
  );
}

/** The worst state among edges that are drawn as one. */
export function statusOf(edges: readonly Edge[]): Edge["status"] {
  const order = ["mismatch", "assumed", "ok"] as const;
  return order.find((status) => edges.some((edge) => edge.status === status)) ?? "ok";
}

/** Fills a label: each line the fullest text for which its room, fixed by the layout, suffices. */
export function paintLabel(label: SVGGElement, box: Box, edges: readonly Edge[], measure: Measure): void {
  const lines = labelLines(edges);
  const content = JSON.stringify(lines.map(({ edge, texts }) => [edge.status, texts[0]]));
  if (label.dataset.painted === content) return;
  label.dataset.painted = content;
  const room = box.width - 2 * LABEL.padding;
  const texts = lines.map(({ edge, texts }) => {
    const text = texts.find((each) => measure(each, "mono") <= room) ?? texts.at(-1) ?? "";
    return { text, status: edge.status, tight: measure(text, "mono") > room };
  });
  const top = box.y + (box.height - lines.length * LABEL.line) / 2;
  const width =
    Math.min(room, Math.max(...texts.map(({ text }) => measure(text, "mono")))) + 2 * LABEL.padding;
  label.setAttribute("class", `label ${statusOf(edges)}`);
  label.replaceChildren(
    svg("rect", { x: box.x, y: box.y + 1, width, height: box.height - 2, rx: 6 }),
    ...texts.map(({ text, status, tight }, position) => {
      const squeezed = tight ? { textLength: room, lengthAdjust: "spacingAndGlyphs" } : {};
      const y = top + position * LABEL.line + 12;
      return svg("text", { class: status, x: box.x + LABEL.padding, y, ...squeezed }, ...parts(text));
    }),
  );
}

const AS_IF = " as if it fitted";

function parts(text: string): (SVGElement | string)[] {
  if (!text.endsWith(AS_IF)) return [text];
  return [text.slice(0, -AS_IF.length), svg("tspan", { class: "as-if" }, AS_IF)];
}
