// The labels of links as SVG.

import type { Edge } from "../document.ts";
import type { Box } from "../layout/geometry.ts";
import { LABEL, type Measure } from "../layout/measure.ts";
import { AS_IF_IT_FITTED, labelLines } from "../model/labels.ts";
import { svg } from "./dom.ts";
import { statusOf } from "./scene_edges.ts";

/** A drawn label. Its room is fixed by the layout; painting it anew touches the page only where something differs. */
export class LabelView {
  readonly element = svg("g");
  private readonly ground: SVGRectElement;
  private readonly lines: LineView[] = [];
  private readonly room: { readonly width: number; readonly lines: number };
  private painted = { status: "", width: 0, count: 0 };

  constructor(
    private readonly box: Box,
    private readonly measure: Measure,
  ) {
    const { x, y, width, height } = box;
    this.room = {
      width: width - 2 * LABEL.padding,
      lines: Math.round((height - 2 * LABEL.margin) / LABEL.line),
    };
    this.ground = svg("rect", { x, y: y + 1, height: height - 2, rx: 6 });
    this.element.append(this.ground);
  }

  /** Writes on each line the fullest text for which the room suffices. */
  paint(edges: readonly Edge[]): void {
    const { width } = this.room;
    const lines = labelLines(edges, this.room.lines).map(({ edge, texts }) => {
      const [text, needed] = fullestThatFits(texts, width, this.measure);
      return { text, needed, status: edge.status };
    });
    this.paintGround(statusOf(edges), Math.max(...lines.map(({ needed }) => needed)));
    this.arrange(lines.length);
    lines.forEach(({ text, needed, status }, position) => {
      this.lines[position]?.paint(text, status, needed > width ? width : null);
    });
  }

  /** Where the ground can be seen it is as wide as the text, or else as all the room. */
  private paintGround(status: Edge["status"], needed: number): void {
    const inner = status === "mismatch" ? Math.min(needed, this.room.width) : this.room.width;
    const width = inner + 2 * LABEL.padding;
    if (status !== this.painted.status) this.element.setAttribute("class", `label ${status}`);
    if (width !== this.painted.width) this.ground.setAttribute("width", String(width));
    this.painted = { ...this.painted, status, width };
  }

  /** Puts `count` lines in the middle of the room. */
  private arrange(count: number): void {
    if (count === this.painted.count) return;
    this.painted.count = count;
    while (this.lines.length < count) this.lines.push(new LineView(this.box.x + LABEL.padding));
    const shown = this.lines.slice(0, count);
    const top = this.box.y + (this.box.height - count * LABEL.line) / 2;
    shown.forEach((line, position) => {
      line.element.setAttribute("y", String(top + position * LABEL.line + 12));
    });
    this.element.replaceChildren(this.ground, ...shown.map((line) => line.element));
  }
}

function fullestThatFits(
  texts: readonly string[],
  room: number,
  measure: Measure,
): [text: string, width: number] {
  let [text, width] = ["", 0];
  for (text of texts) {
    width = measure(text, "mono");
    if (width <= room) break;
  }
  return [text, width];
}

const AS_IF = ` ${AS_IF_IT_FITTED}`;

class LineView {
  readonly element: SVGTextElement;
  private readonly shape = document.createTextNode("");
  private readonly asIf = svg("tspan", { class: "as-if" }, AS_IF);
  private painted = { text: "", status: "", room: null as number | null };

  constructor(x: number) {
    this.element = svg("text", { x }, this.shape);
  }

  /** With a `room` too small for the text, the text is squeezed into it. */
  paint(text: string, status: Edge["status"], room: number | null): void {
    const { element, painted } = this;
    if (text !== painted.text) this.write(text);
    if (status !== painted.status) element.setAttribute("class", status);
    if (room !== painted.room) this.squeeze(room);
    this.painted = { text, status, room };
  }

  private write(text: string): void {
    const assumed = text.endsWith(AS_IF);
    this.shape.data = assumed ? text.slice(0, -AS_IF.length) : text;
    if (assumed === (this.asIf.parentNode !== null)) return;
    if (assumed) this.element.append(this.asIf);
    else this.asIf.remove();
  }

  private squeeze(room: number | null): void {
    if (room === null) {
      this.element.removeAttribute("textLength");
      this.element.removeAttribute("lengthAdjust");
    } else {
      this.element.setAttribute("textLength", String(room));
      this.element.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }
}
