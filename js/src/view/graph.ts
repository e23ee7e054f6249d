// The graph panel: the drawing, its zoom, its keys.

import { type Box, centre } from "../layout/geometry.ts";
import { type Layout, Layouter } from "../layout/layout.ts";
import { type Direction, neighbour, nodeNear } from "../layout/navigation.ts";
import { EMPTY_FLOW, flowAlong, flowThrough } from "../model/flow.ts";
import { visibleNode } from "../model/folding.ts";
import { isGroup } from "../model/graph.ts";
import type { Session } from "../model/session.ts";
import { button, freshId, html, OWN_KEYS, svg } from "./dom.ts";
import { dataAround, listenToGestures } from "./gestures.ts";
import { measureText } from "./measure.ts";
import { Scene } from "./scene.ts";
import { Viewport } from "./viewport.ts";

const TALLEST = 560;
const LOWEST = 220;
/** Of an open group so much is brought into view, in pixels of the drawing. */
const GROUP_SHOWN = 200;
const ARROWS: Record<string, Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

export class GraphPanel {
  readonly element: HTMLElement;
  readonly #canvas = svg("svg", {
    class: "canvas",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "graph",
    "aria-label":
      "Graph of the model. Arrow keys follow the edges, Enter folds and unfolds a group, f fits all.",
    preserveAspectRatio: "xMinYMin",
    ...OWN_KEYS,
  });
  readonly #viewport = new Viewport(() => this.#applyViewport());
  readonly #layouter: Layouter;
  readonly #resizes = new ResizeObserver(() => this.#onResize());
  /** The panel never gets lower again, lest the page jumps as groups are folded. */
  #lowest = LOWEST;
  /** The nodes of the last two clicks. */
  #clicked: [before: string | null, last: string | null] = [null, null];
  #layout: Layout;
  #scene: Scene;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.#layouter = new Layouter(session.graph, measureText);
    this.#layout = this.#layouter.layout(session.open, session.notation);
    this.#scene = this.#drawScene();
    this.#canvas.append(this.#scene.element);
    this.element = html("div", { class: "graph" }, this.#canvas, this.#tools());
    this.#listen();
  }

  dispose(): void {
    this.#resizes.disconnect();
    this.#scene.dispose();
  }

  #drawScene(): Scene {
    this.#viewport.content = { width: this.#layout.width, height: this.#layout.height };
    return new Scene(this.#session, this.#layout, measureText, freshId());
  }

  #tools(): HTMLElement {
    return html(
      "div",
      { class: "zoom" },
      button("+", "Zoom in", () => this.#viewport.zoom(1), { class: "icon" }),
      button("−", "Zoom out", () => this.#viewport.zoom(-1), { class: "icon" }),
      button("⤢", "Fit the whole graph ( f )", () => this.#viewport.fit(), { class: "icon" }),
    );
  }

  #listen(): void {
    const session = this.#session;
    const canvas = this.#canvas;
    session.on("start", () => this.#resizes.observe(this.element));
    session.on("sizes", () => this.#scene.paint(this.#viewport.legible()));
    session.on("flow", () => this.#scene.paintStates());
    session.on("folding", () => this.#redraw());
    session.on("notation", () => this.#keepPlace(() => this.#redraw()));
    session.on("selection", () => this.#showSelection());
    listenToGestures(canvas, this.#viewport, (target) => this.#onClick(target));
    canvas.addEventListener("dblclick", (event) => this.#onDoubleClick(event.target));
    canvas.addEventListener("keydown", (event) => this.#onKey(event));
    canvas.addEventListener("pointerover", (event) => this.#lightFrom(event.target));
    canvas.addEventListener("pointerleave", () => session.light(EMPTY_FLOW));
  }

  #onResize(): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    if (width === 0) return;
    this.#viewport.panel = { width, height };
    this.#applyViewport();
    const natural = Math.min(Math.max(this.#viewport.naturalHeight(), this.#lowest), TALLEST);
    this.#lowest = natural;
    this.element.style.minHeight = `${natural}px`;
    if (this.#viewport.untouched) {
      this.#viewport.panel = { width, height: Math.max(natural, height) };
      this.#viewport.fitReadable(this.#firstMismatch());
    }
  }

  #firstMismatch(): Box | undefined {
    const drawn = this.#session.document.mismatches.flatMap((mismatch) => mismatch.node ?? []);
    return drawn[0] === undefined ? undefined : this.#boxOf(drawn[0]);
  }

  #boxOf(id: string): Box | undefined {
    return this.#layout.boxes.get(visibleNode(this.#session.graph, this.#session.open, id));
  }

  /** With a view box, unlike a transformation, browsers know what is out of sight and need not paint it. */
  #applyViewport(): void {
    const sight = this.#viewport.sight();
    if (sight === null) return;
    this.#canvas.setAttribute("viewBox", `${sight.x} ${sight.y} ${sight.width} ${sight.height}`);
    this.#canvas.classList.toggle("far", this.#viewport.far);
    this.#scene.paintInSight(this.#viewport.legible());
  }

  /** After folding, or in another notation: the new drawing, with what was turned to where it was. */
  #redraw(): void {
    this.#layout = this.#layouter.layout(this.#session.open, this.#session.notation);
    const before = this.#scene;
    before.dispose();
    this.#scene = this.#drawScene();
    before.element.replaceWith(this.#scene.element);
    if (this.#viewport.untouched) this.#onResize();
    this.#applyViewport();
    this.#revealSelection();
  }

  /** The node in the middle of the panel stays there, wherever the new drawing has it. */
  #keepPlace(change: () => void): void {
    const [viewport, layout] = [this.#viewport, this.#layout];
    const sight = viewport.untouched ? null : viewport.sight();
    const middle = sight && nodeNear(layout, centre(sight));
    change();
    const [before, after] = [layout, this.#layout].map(({ boxes }) => middle && boxes.get(middle));
    if (!before || !after) return;
    const [from, to] = [centre(before), centre(after)];
    viewport.pan((from.x - to.x) * viewport.scale, (from.y - to.y) * viewport.scale);
  }

  #showSelection(): void {
    this.#scene.paintStates();
    const id = this.#session.selected;
    this.#revealSelection();
    if (id === null) this.#canvas.removeAttribute("aria-activedescendant");
    else this.#canvas.setAttribute("aria-activedescendant", this.#scene.elementId(id));
  }

  /** Brings the selected node into view; of an open group its upper end. */
  #revealSelection(): void {
    const box = this.#session.selected === null ? undefined : this.#boxOf(this.#session.selected);
    if (box) this.#viewport.reveal({ ...box, height: Math.min(box.height, GROUP_SHOWN) });
  }

  #onClick(target: Element): void {
    const fold = dataAround(target, "fold");
    const id = dataAround(target, "node");
    this.#clicked = [this.#clicked[1], fold === null ? id : null];
    if (fold !== null) {
      this.#session.toggle(fold);
      return;
    }
    this.#session.select(id);
    const isFoldedSeries = id !== null && this.#session.graph.series.has(id) && !this.#session.open.has(id);
    if (isFoldedSeries) this.#session.toggle(id);
  }

  /** A double click folds and unfolds, unless its first half did so and brought something else under the pointer. */
  #onDoubleClick(target: EventTarget | null): void {
    const id = target instanceof Element ? dataAround(target, "node") : null;
    if (id === null || this.#clicked.some((each) => each !== id)) return;
    if (isGroup(this.#session.graph, id)) this.#session.toggle(id);
  }

  #lightFrom(target: EventTarget | null): void {
    const session = this.#session;
    if (!(target instanceof Element)) return;
    const edges = dataAround(target, "edge")?.split(" ") ?? [];
    const edge = session.graph.edges.get(edges[0] ?? "");
    const node = dataAround(target, "node");
    if (edge) session.light(flowAlong(session.graph, edge));
    else
      session.light(node !== null && !session.open.has(node) ? flowThrough(session.graph, node) : EMPTY_FLOW);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#handleKey(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #handleKey(key: string): boolean {
    const session = this.#session;
    const { selected, graph } = session;
    const direction = ARROWS[key];
    if (direction !== undefined) {
      const next = neighbour(this.#layout, session.open, selected, direction);
      if (next !== null) session.select(next);
      return true;
    }
    if (key === "f") this.#viewport.fit();
    else if (key === "Enter" && selected !== null && isGroup(graph, selected)) session.toggle(selected);
    else if (key === "Escape")
      session.select(selected === null ? null : (graph.nodes.get(selected)?.parent ?? null));
    else return false;
    return true;
  }
}
