// One size that can be varied: its name, a slider on whose track the sizes that fit are marked, and a number box.

import type { Ranges, Symbol as SizeSymbol } from "../document.ts";
import { rangesText, stretches } from "../model/ranges.ts";
import { parseSize } from "../model/sizes.ts";
import { html, OWN_KEYS } from "./dom.ts";

const PAGE = 10;
const SLIDER_KEYS = { PageUp: PAGE, PageDown: -PAGE };
const BOX_KEYS = { ...SLIDER_KEYS, ArrowUp: 1, ArrowDown: -1 };

/** Up to so many ranges are marked so that each is seen, however small. */
const FEW = 8;

export interface SizeControlListener {
  moved(symbol: SizeSymbol, size: number): void;
  /** What stands in the box is no size of this symbol. */
  mistyped(problem: string): void;
}

export class SizeControl {
  readonly element: HTMLElement;
  readonly #slider: HTMLInputElement;
  readonly #box: HTMLInputElement;
  readonly #fits = html("span", { class: "fits" });
  #size: number;
  #told: string | null = null;
  readonly #listener: SizeControlListener;

  constructor(
    readonly symbol: SizeSymbol,
    listener: SizeControlListener,
  ) {
    this.#listener = listener;
    this.#size = symbol.value;
    this.#slider = this.#makeSlider();
    this.#box = this.#makeBox();
    const names = [
      html("span", { class: "name mono" }, symbol.name),
      html("span", { class: "role" }, roleOf(symbol)),
    ];
    const track = html("span", { class: "track", "aria-hidden": true }, this.#fits);
    const rail = html("span", { class: "rail" }, track, this.#slider);
    this.element = html("span", { class: "size" }, ...names, rail, this.#box);
    this.mark(null, false);
  }

  /** Shows a size; the box keeps what is being typed into it. */
  set(size: number): void {
    this.#size = size;
    this.#slider.value = String(size);
    this.#box.removeAttribute("aria-invalid");
    if (Number(this.#box.value) !== size || this.#box.value.trim() === "") this.#box.value = String(size);
  }

  /** Marks the sizes that fit, if they are known; `tied`: while another size moves along. */
  mark(ranges: Ranges | null, tied: boolean): void {
    const told = ranges === null ? "" : `${rangesText(ranges)}${tied ? ", height and width together" : ""}`;
    if (told === this.#told) return;
    this.#told = told;
    const { name } = this.symbol;
    const origin = originOf(this.symbol);
    const title = told === "" ? origin : `${origin}: ${told}`;
    for (const input of [this.#slider, this.#box]) {
      input.title = title;
      const label = `${name}, ${roleOf(this.symbol)} (${origin})`;
      input.setAttribute("aria-label", told === "" ? label : `${label}, ${told}`);
    }
    const marks = stretches(this.symbol, ranges ?? []).map(({ left, width, mixed }) =>
      html("span", { style: `left:${left}%;width:${width}%`, class: mixed ? "mixed" : undefined }),
    );
    this.#fits.classList.toggle("few", marks.length <= FEW);
    this.#fits.replaceChildren(...marks);
  }

  #makeSlider(): HTMLInputElement {
    const { minimum: min, maximum: max, name, value } = this.symbol;
    const slider = html("input", { ...OWN_KEYS, type: "range", min, max, value, "data-size": name });
    slider.addEventListener("input", () => this.#listener.moved(this.symbol, slider.valueAsNumber));
    slider.addEventListener("keydown", (event) => this.#onKey(event, SLIDER_KEYS));
    return slider;
  }

  #makeBox(): HTMLInputElement {
    const { maximum, name, value } = this.symbol;
    const typed = { type: "text", inputmode: "numeric", class: "mono", value, "data-box": name };
    const box = html("input", { ...OWN_KEYS, ...typed });
    box.size = Math.max(3, String(maximum).length);
    box.addEventListener("input", () => this.#read());
    box.addEventListener("keydown", (event) => this.#onKey(event, BOX_KEYS));
    return box;
  }

  #read(): void {
    const result = parseSize(this.symbol, this.#box.value);
    this.#box.setAttribute("aria-invalid", String("problem" in result));
    if ("problem" in result) this.#listener.mistyped(result.problem);
    else this.#listener.moved(this.symbol, result.size);
  }

  #onKey(event: KeyboardEvent, steps: Readonly<Record<string, number>>): void {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { minimum, maximum } = this.symbol;
    this.#listener.moved(this.symbol, Math.min(Math.max(this.#size + step, minimum), maximum));
  }
}

function roleOf({ kind, role }: SizeSymbol): string {
  return kind === "knob" ? "knob" : role;
}

function originOf({ kind, line, origin }: SizeSymbol): string {
  return kind === "knob" && line !== undefined ? `line ${line}` : origin;
}
