// Nodes and the frames of open groups as SVG.

import type { Mismatch, Node } from "../document.ts";
import { type Box, centre } from "../layout/geometry.ts";
import type { Header } from "../layout/headers.ts";
import { FRAME } from "../layout/layout.ts";
import { faceOf } from "../layout/measure.ts";
import { isGroup } from "../model/graph.ts";
import { describeNode } from "../model/labels.ts";
import type { Session } from "../model/session.ts";
import { classes, svg } from "./dom.ts";

const CORNER = 7;
const BADGE = { radius: 7.5, inset: 8, baseline: 4 };
const WITH_A_WARNING = ", warning";
const LINE = { title: -4, subtitle: 13, single: 4 };

/** How a node is marked apart from its own state. */
export interface Marks {
  /** On the path of the tensor under the pointer. */
  readonly lit: boolean;
  /** With a warning, its own or one of a node folded into it. */
  readonly warned: boolean;
}

/** What stands for a node in the drawing. Painting it anew touches the page only where something differs. */
export interface NodeView {
  readonly element: SVGGElement;
  paint(node: Node, marks: Marks): void;
}

/** A node that is no open group. */
export class CardView implements NodeView {
  readonly element: SVGGElement;
  readonly #body: SVGRectElement;
  readonly #folded: boolean;
  #painted = { names: "", description: "", face: "" };
  /** What the texts were made of. */
  #told: { node?: Node; mismatches?: readonly Mismatch[]; warned?: boolean } = {};
  readonly #session: Session;
  readonly #box: Box;

  constructor(session: Session, box: Box, node: Node) {
    this.#session = session;
    this.#box = box;
    const { x, y, width, height } = box;
    const rx = node.kind === "module" ? CORNER : height / 2;
    this.#folded = isGroup(session.graph, node.id);
    this.#body = svg("rect", { class: "body", x, y, width, height, rx });
    const state = this.#folded ? { "aria-expanded": "false" } : {};
    this.element = svg("g", { "data-node": node.id, role: "button", ...state }, this.#body);
  }

  paint(node: Node, { lit, warned }: Marks): void {
    const selected = this.#session.selected === node.id;
    const marks = [this.#folded && "folded", warned && "warned", selected && "selected", lit && "lit"];
    const names = classes("node", node.kind, node.status, ...marks);
    if (names !== this.#painted.names) {
      this.element.setAttribute("class", names);
      this.element.setAttribute("aria-pressed", String(selected));
      this.#painted.names = names;
    }
    const { mismatches } = this.#session.document;
    const told = this.#told;
    if (node === told.node && mismatches === told.mismatches && warned === told.warned) return;
    this.#told = { node, mismatches, warned };
    this.#tell(node, warned);
  }

  #tell(node: Node, warned: boolean): void {
    const description = `${describeNode(this.#session.document, node)}${warned ? WITH_A_WARNING : ""}`;
    const face = `${node.status} ${warned} ${node.summary}`;
    if (description !== this.#painted.description) this.element.setAttribute("aria-label", description);
    if (face !== this.#painted.face) {
      const texts = nodeTexts(this.#box, this.#session, node);
      this.element.replaceChildren(
        this.#body,
        ...texts,
        ...(warned ? [badge(this.#box)] : []),
        tooltip(node),
      );
    }
    this.#painted = { ...this.#painted, description, face };
  }
}

/** An open group: a frame, which lies beneath the lines, and a title above them. */
export class GroupView implements NodeView {
  readonly element: SVGGElement;
  readonly frame: SVGElement;
  readonly #badge: SVGElement;
  #names = "";
  readonly #session: Session;

  constructor(session: Session, box: Box, header: Header, node: Node) {
    this.#session = session;
    const { x, y, width, height } = box;
    this.frame = svg("rect", { class: "frame", "data-node": node.id, x, y, width, height, rx: 10 });
    this.element = svg(
      "g",
      { "data-node": node.id, role: "button", "aria-expanded": "true" },
      ...headerParts(box, header, node),
      tooltip(node),
    );
    this.#badge = badge(box);
  }

  paint(node: Node, { lit, warned }: Marks): void {
    const selected = node.id === this.#session.selected;
    const names = classes("node", "group", warned && "warned", selected && "selected", lit && "lit");
    if (names === this.#names) return;
    this.#names = names;
    this.element.setAttribute("class", names);
    this.element.setAttribute("aria-label", `${node.label}, group${warned ? WITH_A_WARNING : ""}`);
    if (warned) this.element.append(this.#badge);
    else this.#badge.remove();
  }
}

/** The sign of a warning, at the upper right corner. */
function badge({ x, y, width }: Box): SVGElement {
  const centre = { x: x + width - BADGE.inset, y };
  return svg(
    "g",
    { class: "badge", "aria-hidden": true },
    svg("circle", { cx: centre.x, cy: centre.y, r: BADGE.radius }),
    svg("text", { x: centre.x, y: centre.y + BADGE.baseline }, "!"),
  );
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

/** The title of an open group, with the handle that folds it. */
function headerParts(
  box: Box,
  { x, width, label, kind, repeats, crossed }: Header,
  node: Node,
): SVGElement[] {
  const handle = svg("tspan", { class: "handle", "data-fold": node.id }, "▾ ");
  const text = svg("text", { x, y: box.y + FRAME.header / 2 + 2 }, handle, label);
  for (const part of [kind, repeats]) {
    if (part !== "") text.append(svg("tspan", { class: "subtitle" }, ` ${part}`));
  }
  if (!crossed) return [text];
  const ground = { x: x - 4, y: box.y + 7, width: width + 8, height: FRAME.header - 14, rx: 4 };
  return [svg("rect", { class: "ground", ...ground }), text];
}
