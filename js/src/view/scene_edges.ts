// Links as SVG.

import type { Edge } from "../document.ts";
import { arrowPath, curvePath } from "../layout/curve.ts";
import type { Point } from "../layout/geometry.ts";
import type { Link } from "../model/links.ts";
import { classes, svg } from "./dom.ts";

/** A drawn link; painting it anew touches the page only where something differs. */
export class LinkView {
  readonly element: SVGGElement;
  status: Edge["status"] = "ok";
  #names = "";

  constructor(
    readonly link: Link,
    points: readonly Point[],
  ) {
    const line = curvePath(points);
    this.element = svg(
      "g",
      { "data-edge": link.edges.join(" ") },
      svg("path", { class: "hit", d: line }),
      svg("path", { class: "line", d: line }),
      svg("path", { class: "arrow", d: arrowPath(points) }),
    );
  }

  paint(status: Edge["status"], lit: boolean): void {
    this.status = status;
    const names = classes("edge", status, lit && "lit");
    if (names === this.#names) return;
    this.#names = names;
    this.element.setAttribute("class", names);
  }
}

/** The worst state among edges that are drawn as one. */
export function statusOf(edges: readonly Edge[]): Edge["status"] {
  const bad = (["mismatch", "assumed"] as const).find((status) =>
    edges.some((edge) => edge.status === status),
  );
  return bad ?? "ok";
}
