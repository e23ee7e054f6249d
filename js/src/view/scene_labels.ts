// The labels of links as SVG.

import type { Edge } from "../document.ts";
import type { Box } from "../layout/geometry.ts";
import { fitText } from "../layout/headers.ts";
import { LABEL, lineHeight, type Measure } from "../layout/measure.ts";
import { firstLines, type LabelLine, labelLines } from "../model/labels.ts";
import type { Notation } from "../model/notation.ts";
import { svg } from "./dom.ts";
import { statusOf } from "./scene_edges.ts";
import { BASELINE, type LineFace, LineView } from "./scene_lines.ts";

/** A drawn label. Its room is fixed by the layout; painting it anew touches the page only where something differs. */
export class LabelView {
  readonly element = svg("g");
  readonly #ground: SVGRectElement;
  readonly #tooltip = svg("title");
  readonly #lines: LineView[] = [];
  readonly #room: { readonly width: number; readonly height: number };
  #painted = { status: "", width: 0, heights: "", tooltip: "" };
  readonly #measure: Measure;

  constructor(
    readonly box: Box,
    measure: Measure,
  ) {
    this.#measure = measure;
    const { x, y, width, height } = box;
    this.#room = { width: width - 2 * LABEL.padding, height: height - 2 * LABEL.margin };
    this.#ground = svg("rect", { x, y: y + 1, height: height - 2, rx: 6 });
    this.element.append(this.#ground);
  }

  /** Writes on each line the fullest text for which the room suffices. */
  paint(edges: readonly Edge[], notation: Notation): void {
    const lines = this.#linesThatFit(labelLines(edges, notation), notation);
    const faces = lines.map((line) => this.#face(line, notation));
    this.#paintGround(statusOf(edges), Math.max(...faces.map(({ width }) => width)));
    this.#arrange(lines.map((line) => lineHeight(line, notation)));
    faces.forEach((face, position) => {
      this.#lines[position]?.paint(face);
    });
    this.#explain(lines.filter((_, position) => faces[position]?.cut).map(({ formula }) => formula));
  }

  #linesThatFit(lines: readonly LabelLine[], notation: Notation): readonly LabelLine[] {
    let [count, height] = [0, 0];
    for (const line of lines) {
      height += lineHeight(line, notation);
      if (height > this.#room.height && count > 0) break;
      count += 1;
    }
    return firstLines(lines, count);
  }

  #face({ edge, texts, formula }: LabelLine, notation: Notation): LineFace {
    const [room, measure] = [this.#room, this.#measure];
    const [text, wanted] = fullestThatFits(texts, room.width, measure);
    const [fits, width] = [wanted <= room.width, Math.min(wanted, room.width)];
    const line = { text, beneath: "", status: edge.status, width, squeezed: fits ? null : width, cut: false };
    if (formula === "") return line;
    if (!notation.numbers) {
      const shown = fits ? text : fitText(text, width, "mono", measure);
      return { ...line, text: shown, squeezed: null, cut: !shown.includes(formula) };
    }
    const beneath = fitText(formula, room.width, "formula", measure);
    const widest = Math.max(width, measure(beneath, "formula"));
    return { ...line, beneath, width: widest, cut: beneath !== formula };
  }

  /** Where the ground can be seen it is as wide as the text, or else as all the room. */
  #paintGround(status: Edge["status"], needed: number): void {
    const inner = status === "mismatch" ? needed : this.#room.width;
    const width = inner + 2 * LABEL.padding;
    if (status !== this.#painted.status) this.element.setAttribute("class", `label ${status}`);
    if (width !== this.#painted.width) this.#ground.setAttribute("width", String(width));
    this.#painted = { ...this.#painted, status, width };
  }

  /** Puts lines of these heights in the middle of the room. */
  #arrange(heights: readonly number[]): void {
    const key = heights.join(" ");
    if (key === this.#painted.heights) return;
    this.#painted.heights = key;
    while (this.#lines.length < heights.length) this.#lines.push(new LineView(this.box.x + LABEL.padding));
    const shown = this.#lines.slice(0, heights.length);
    let y = this.box.y + (this.box.height - heights.reduce((sum, height) => sum + height, 0)) / 2;
    shown.forEach((line, position) => {
      line.moveTo(y + BASELINE);
      y += heights[position] ?? 0;
    });
    const texts = shown.flatMap((line, position) => line.elements((heights[position] ?? 0) > LABEL.line));
    this.element.replaceChildren(this.#ground, ...texts);
  }

  /** The formulas that had to be cut stand in full in the tooltip. */
  #explain(formulas: readonly string[]): void {
    const text = formulas.join("\n");
    if (text !== this.#painted.tooltip) this.#tooltip.textContent = text;
    this.#painted.tooltip = text;
    if (text === "") this.#tooltip.remove();
    else if (this.#tooltip.parentNode === null) this.element.prepend(this.#tooltip);
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
