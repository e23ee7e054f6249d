// The drawing of a layout. Drawn once for each folding; sizes, selection and lit paths only repaint it.

import type { Layout } from "../layout/layout.ts";
import type { Measure } from "../layout/measure.ts";
import { groupBy } from "../model/collections.ts";
import { visibleNode } from "../model/folding.ts";
import type { Link } from "../model/links.ts";
import type { Session } from "../model/session.ts";
import { classes, svg } from "./dom.ts";
import { drawLink, paintLabel, statusOf } from "./scene_edges.ts";
import { drawFrame, drawHeader, drawNode, paintNode } from "./scene_nodes.ts";

export class Scene {
  readonly element = svg("g", { class: "drawing" });
  private readonly frames = svg("g");
  private readonly edgeLayer = svg("g");
  private readonly nodeLayer = svg("g");
  private readonly nodes = new Map<string, SVGGElement>();
  private readonly links = new Map<string, { link: Link; element: SVGGElement }>();
  private readonly labels = new Map<string, SVGGElement>();
  private readonly trunks: ReadonlyMap<string, Link[]>;

  constructor(
    private readonly session: Session,
    private readonly layout: Layout,
    private readonly measure: Measure,
    private readonly idPrefix: string,
  ) {
    this.trunks = groupBy(layout.links, (link) => link.trunk);
    this.drawNodes();
    for (const link of layout.links) {
      const element = drawLink(link, layout.routes.get(link.id) ?? []);
      this.links.set(link.id, { link, element });
      this.edgeLayer.append(element);
    }
    for (const trunk of layout.labels.keys()) this.labels.set(trunk, svg("g"));
    this.element.append(this.frames, this.edgeLayer, this.nodeLayer);
    this.paint();
  }

  /** The id of the element that shows a node, for `aria-activedescendant`. */
  elementId(id: string): string {
    return `${this.idPrefix}-${id}`;
  }

  /** Text and state of everything, at the sizes shown; nothing moves. */
  paint(): void {
    this.paintNodes();
    for (const { link, element } of this.links.values()) {
      const status = statusOf(this.edgesOf([link]));
      element.setAttribute("class", classes("edge", status));
      if (status === "mismatch") this.edgeLayer.append(element);
    }
    for (const [trunk, label] of this.labels) this.paintTrunk(trunk, label);
    this.paintFlow();
  }

  paintSelection(): void {
    this.paintNodes();
    this.paintFlow();
  }

  private paintNodes(): void {
    for (const [id, element] of this.nodes) {
      const [node, box] = [this.session.nodes.get(id), this.layout.boxes.get(id)];
      if (node === undefined || box === undefined) continue;
      if (!this.session.open.has(id)) paintNode(element, box, this.session, node);
      else
        element.setAttribute("class", classes("node", "group", id === this.session.selected && "selected"));
    }
  }

  /** Lights what the tensor under the pointer passes, and dims the rest. */
  paintFlow(): void {
    const { flow, graph, open } = this.session;
    const lit = new Set([...flow.nodes].map((id) => visibleNode(graph, open, id)));
    this.element.classList.toggle("tracing", flow.nodes.size > 0);
    for (const [id, element] of this.nodes) element.classList.toggle("lit", lit.has(id));
    for (const { link, element } of this.links.values()) {
      element.classList.toggle(
        "lit",
        link.edges.some((id) => flow.edges.has(id)),
      );
    }
  }

  private drawNodes(): void {
    for (const [id, box] of this.layout.boxes) {
      const node = this.session.nodes.get(id);
      if (node === undefined) continue;
      const element = this.session.open.has(id) ? this.drawGroup(id) : drawNode(box, node);
      element.id = this.elementId(id);
      this.nodes.set(id, element);
      this.nodeLayer.append(element);
    }
  }

  private drawGroup(id: string): SVGGElement {
    const [node, box] = [this.session.nodes.get(id), this.layout.boxes.get(id)];
    const element = svg("g", { "data-node": id, role: "button", "aria-expanded": "true" });
    if (node === undefined || box === undefined) return element;
    element.setAttribute("aria-label", `${node.label}, group`);
    const frame = drawFrame(box);
    frame.setAttribute("data-node", id);
    this.frames.append(frame);
    element.append(drawHeader(box, node));
    return element;
  }

  /** A label lies in the drawing of the edge that it belongs to: the one that does not fit, if there is one. */
  private paintTrunk(trunk: string, label: SVGGElement): void {
    const [links, box] = [this.trunks.get(trunk) ?? [], this.layout.labels.get(trunk)];
    if (box === undefined) return;
    paintLabel(label, box, this.edgesOf(links), this.measure);
    const owner = links.find((link) => statusOf(this.edgesOf([link])) === "mismatch") ?? links[0];
    if (owner) this.links.get(owner.id)?.element.append(label);
  }

  private edgesOf(links: readonly Link[]) {
    return links.flatMap((link) => link.edges).flatMap((id) => this.session.edges.get(id) ?? []);
  }
}
