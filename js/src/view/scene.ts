// The drawing of a layout. Drawn once for each folding and notation; sizes, selection and lit paths only repaint it.

import type { Edge } from "../document.ts";
import type { Box } from "../layout/geometry.ts";
import { findEntries, placeHeader } from "../layout/headers.ts";
import { FRAME, type Layout } from "../layout/layout.ts";
import type { Measure } from "../layout/measure.ts";
import { groupBy } from "../model/collections.ts";
import { warnedNodes } from "../model/findings.ts";
import { visibleNode } from "../model/folding.ts";
import type { Session } from "../model/session.ts";
import { svg } from "./dom.ts";
import { Painter, type Part } from "./painter.ts";
import { LinkView, statusOf } from "./scene_edges.ts";
import { LabelView } from "./scene_labels.ts";
import { CardView, GroupView, type NodeView } from "./scene_nodes.ts";

export class Scene {
  readonly element = svg("g", { class: "drawing" });
  readonly #frames = svg("g");
  readonly #edgeLayer = svg("g");
  readonly #nodeLayer = svg("g");
  readonly #nodes = new Map<string, NodeView>();
  readonly #links = new Map<string, LinkView>();
  readonly #labels = new Map<string, LabelView>();
  readonly #trunks: ReadonlyMap<string, readonly LinkView[]>;
  readonly #painter: Painter;
  #marked: { readonly lit: ReadonlySet<string>; readonly warned: ReadonlySet<string> };
  /** The links that were drawn last of all, so that no other line crosses them. */
  #raised: ReadonlySet<string> = new Set();
  readonly #session: Session;
  readonly #layout: Layout;
  readonly #measure: Measure;
  readonly #idPrefix: string;

  constructor(session: Session, layout: Layout, measure: Measure, idPrefix: string) {
    this.#session = session;
    this.#layout = layout;
    this.#measure = measure;
    this.#idPrefix = idPrefix;
    this.#marked = this.#marksOfNodes();
    this.#drawNodes();
    for (const link of layout.links) {
      const view = new LinkView(link, layout.routes.get(link.id) ?? []);
      this.#links.set(link.id, view);
      this.#edgeLayer.append(view.element);
    }
    this.#trunks = groupBy(this.#links.values(), (view) => view.link.trunk);
    for (const [trunk, box] of layout.labels) this.#labels.set(trunk, new LabelView(box, measure));
    this.element.append(this.#frames, this.#edgeLayer, this.#nodeLayer);
    this.#painter = new Painter(this.#parts());
    this.paint(null);
  }

  /** The id of the element that shows a node, for `aria-activedescendant`. */
  elementId(id: string): string {
    return `${this.#idPrefix}-${id}`;
  }

  /** Text and state of everything, at the sizes shown, first of what is in `sight`; nothing moves. */
  paint(sight: Box | null): void {
    this.#marked = this.#marksOfNodes();
    this.#paintLinks();
    this.#raiseMismatches();
    this.#painter.paint(sight);
  }

  /** Paints at once what has come into sight before its turn. */
  paintInSight(sight: Box | null): void {
    this.#painter.paintInSight(sight);
  }

  /** The states of nodes and links: fits or not, selected, lit as part of the path under the pointer. */
  paintStates(): void {
    this.#marked = this.#marksOfNodes();
    for (const [id, view] of this.#nodes) this.#paintNode(id, view);
    this.#paintLinks();
  }

  /** To be called when another drawing takes the place of this one. */
  dispose(): void {
    this.#painter.stop();
  }

  #parts(): Part[] {
    const nodes = [...this.#nodes].flatMap(([id, view]) => {
      const box = this.#layout.boxes.get(id);
      return box === undefined ? [] : [{ box, paint: () => this.#paintNode(id, view) }];
    });
    const labels = [...this.#labels].map(([trunk, label]) => {
      const links = this.#trunks.get(trunk) ?? [];
      return { box: label.box, paint: () => this.#paintLabel(label, links) };
    });
    return [...labels, ...nodes];
  }

  #marksOfNodes() {
    const { flow, graph, open, document } = this.#session;
    const drawn = (ids: Iterable<string>) => new Set([...ids].map((id) => visibleNode(graph, open, id)));
    return { lit: drawn(flow.nodes), warned: drawn(warnedNodes(document)) };
  }

  #paintNode(id: string, view: NodeView): void {
    const node = this.#session.nodes.get(id);
    const { lit, warned } = this.#marked;
    if (node !== undefined) view.paint(node, { lit: lit.has(id), warned: warned.has(id) });
  }

  #paintLinks(): void {
    const { flow } = this.#session;
    this.element.classList.toggle("tracing", flow.nodes.size > 0);
    for (const view of this.#links.values()) {
      view.paint(
        statusOf(this.#edgesOf([view])),
        view.link.edges.some((id) => flow.edges.has(id)),
      );
    }
  }

  #drawNodes(): void {
    const frames = new Map([...this.#layout.boxes].filter(([id]) => this.#session.open.has(id)));
    const entries = findEntries(frames, this.#layout.routes.values(), FRAME.header);
    for (const [id, box] of this.#layout.boxes) {
      const node = this.#session.nodes.get(id);
      if (node === undefined) continue;
      const header = () => placeHeader(node, box, entries.get(id) ?? [], this.#measure);
      const group = frames.has(id) ? new GroupView(this.#session, box, header(), node) : null;
      const view = group ?? new CardView(this.#session, box, node);
      if (group) this.#frames.append(group.frame);
      view.element.id = this.elementId(id);
      this.#nodes.set(id, view);
      this.#nodeLayer.append(view.element);
    }
  }

  #raiseMismatches(): void {
    const failing = [...this.#links.values()].filter((view) => view.status === "mismatch");
    for (const { link, element } of failing) if (!this.#raised.has(link.id)) this.#edgeLayer.append(element);
    this.#raised = new Set(failing.map((view) => view.link.id));
  }

  /** A label lies in the drawing of the edge that it belongs to: the one that does not fit, if there is one. */
  #paintLabel(label: LabelView, links: readonly LinkView[]): void {
    label.paint(this.#edgesOf(links), this.#session.notation);
    const owner = links.find((view) => view.status === "mismatch") ?? links[0];
    if (owner && label.element.parentNode !== owner.element) owner.element.append(label.element);
  }

  #edgesOf(links: readonly LinkView[]): Edge[] {
    const edges: Edge[] = [];
    for (const { link } of links) {
      for (const id of link.edges) {
        const edge = this.#session.edges.get(id);
        if (edge !== undefined) edges.push(edge);
      }
    }
    return edges;
  }
}
