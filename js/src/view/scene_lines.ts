// The lines of a label as SVG: a shape, and beneath it its formula.

import type { Edge } from "../document.ts";
import { LABEL } from "../layout/measure.ts";
import { AS_IF_IT_FITTED } from "../model/labels.ts";
import { svg } from "./dom.ts";

const AS_IF = ` ${AS_IF_IT_FITTED}`;
/** How far below the upper end of its line a text stands. */
export const BASELINE = 12;
const BENEATH = LABEL.line - 3;

/** What a line shows, cut to the room that there is. */
export interface LineFace {
  readonly text: string;
  /** The formula under the numbers, "" if there is none. */
  readonly beneath: string;
  readonly status: Edge["status"];
  readonly width: number;
  /** The room into which the text has to be squeezed, if it is too small. */
  readonly squeezed: number | null;
  /** True if a formula is not to be seen in full. */
  readonly cut: boolean;
}

/** A drawn line; painting it anew touches the page only where something differs. */
export class LineView {
  readonly #text: SVGTextElement;
  readonly #shape = document.createTextNode("");
  readonly #asIf = svg("tspan", { class: "as-if" }, AS_IF);
  readonly #beneath: SVGTextElement;
  #painted = { text: "", beneath: "", status: "", squeezed: null as number | null };

  constructor(x: number) {
    this.#text = svg("text", { x }, this.#shape);
    this.#beneath = svg("text", { x, class: "formula" });
  }

  /** What is drawn of a line that has a formula beneath, or has none. */
  elements(withFormula: boolean): SVGTextElement[] {
    return withFormula ? [this.#text, this.#beneath] : [this.#text];
  }

  moveTo(baseline: number): void {
    this.#text.setAttribute("y", String(baseline));
    this.#beneath.setAttribute("y", String(baseline + BENEATH));
  }

  paint({ text, beneath, status, squeezed }: LineFace): void {
    const painted = this.#painted;
    if (text !== painted.text) this.#write(text);
    if (beneath !== painted.beneath) this.#beneath.textContent = beneath;
    if (status !== painted.status) this.#text.setAttribute("class", status);
    if (squeezed !== painted.squeezed) this.#squeeze(squeezed);
    this.#painted = { text, beneath, status, squeezed };
  }

  #write(text: string): void {
    const assumed = text.endsWith(AS_IF);
    this.#shape.data = assumed ? text.slice(0, -AS_IF.length) : text;
    if (assumed === (this.#asIf.parentNode !== null)) return;
    if (assumed) this.#text.append(this.#asIf);
    else this.#asIf.remove();
  }

  #squeeze(room: number | null): void {
    if (room === null) {
      this.#text.removeAttribute("textLength");
      this.#text.removeAttribute("lengthAdjust");
    } else {
      this.#text.setAttribute("textLength", String(room));
      this.#text.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }
}
