// Nodes and the frames of open groups as SVG.

import type { Node } from "../document.ts";
import { type Box, centre } from "../layout/geometry.ts";
import { FRAME } from "../layout/layout.ts";
import { faceOf } from "../layout/measure.ts";
import { shorten } from "../model/formats.ts";
import { className } from "../model/graph.ts";
import { describeNode } from "../model/labels.ts";
import type { Session } from "../model/session.ts";
import { classes, svg } from "./dom.ts";

const CORNER = 7;
const LINE = { title: -4, subtitle: 13, single: 4 };
const LONGEST_HEADER = 40;

/** A node at its place; `paintNode` gives it its state. */
export function drawNode(box: Box, node: Node): SVGGElement {
  const { x, y, width, height } = box;
  const rx = node.kind === "module" ? CORNER : height / 2;
  const shape = svg("rect", { class: "body", x, y, width, height, rx });
  return svg("g", { class: "node", "data-node": node.id, role: "button" }, shape);
}

/** Text, state and description of a node at the sizes shown; only the description changes with every size. */
export function paintNode(element: SVGGElement, box: Box, session: Session, node: Node): void {
  const selected = session.selected === node.id;
  const isFolded = session.graph.children.has(node.id);
  const names = classes("node", node.kind, node.status, isFolded && "folded", selected && "selected");
  element.setAttribute("aria-label", describeNode(session.document, node));
  if (element.dataset.painted === names) return;
  element.dataset.painted = names;
  element.setAttribute("class", names);
  element.setAttribute("aria-pressed", String(selected));
  if (isFolded) element.setAttribute("aria-expanded", "false");
  const body = element.firstElementChild;
  element.replaceChildren(...(body ? [body] : []), ...nodeTexts(box, session, node), tooltip(node));
}

function nodeTexts(box: Box, session: Session, node: Node): SVGElement[] {
  const { card, title, subtitle, repeats } = faceOf(session.graph, node);
  const { x, y } = centre(box);
  const tail = repeats === "" ? [] : [svg("tspan", { class: "repeats" }, ` ${repeats}`)];
  if (!card) {
    const beside = subtitle === "" ? [] : [svg("tspan", { class: "subtitle", dx: 6 }, subtitle)];
    return [svg("text", { class: "title", x, y: y + LINE.single }, title, ...tail, ...beside)];
  }
  if (subtitle === "") return [svg("text", { class: "title", x, y: y + LINE.single }, title, ...tail)];
  return [
    svg("text", { class: "title", x, y: y + LINE.title }, title, ...tail),
    svg("text", { class: "subtitle", x, y: y + LINE.subtitle }, subtitle),
  ];
}

function tooltip(node: Node): SVGTitleElement {
  const parts = [node.path || node.label, node.target, node.summary];
  return svg("title", {}, parts.filter((part) => part !== "").join("\n"));
}

/** The frame of an open group. */
export function drawFrame(box: Box): SVGElement {
  const { x, y, width, height } = box;
  return svg("rect", { class: "frame", x, y, width, height, rx: 10 });
}

/** The header of an open group, with the handle that folds it. */
export function drawHeader(box: Box, node: Node): SVGElement {
  const kind = className(node);
  const label = shorten(node.label || kind, LONGEST_HEADER);
  const repeats = node.repeats > 1 ? ` ×${node.repeats}` : "";
  const handle = svg("tspan", { class: "handle", "data-fold": node.id }, "▾ ");
  const more = [kind === label ? "" : ` ${shorten(kind, LONGEST_HEADER)}`, repeats].join("");
  const text = svg("text", { x: box.x + 12, y: box.y + FRAME.header / 2 + 2 }, handle, label);
  if (more !== "") text.append(svg("tspan", { class: "subtitle" }, more));
  return text;
}
