// The sizes one can vary: for each a slider and a number box, a padlock for height and width, a reset.

import type { Symbol as SizeSymbol } from "../document.ts";
import { type Kernel, Resizer } from "../model/resizer.ts";
import type { Session } from "../model/session.ts";
import { findTie, parseSize, sizesOf, withSize } from "../model/sizes.ts";
import { applyUpdate } from "../model/update.ts";
import { button, html, OWN_KEYS } from "./dom.ts";

const PAGE = 10;

interface Control {
  readonly symbol: SizeSymbol;
  readonly slider: HTMLInputElement;
  readonly box: HTMLInputElement;
}

/** The bar of sizes, which asks `kernel` at every move; `onAnswer` is told the number of each answer shown. */
export class SizesBar {
  readonly element = html("div", { class: "sizes", role: "group", "aria-label": "Sizes" });
  private readonly busy = html("span", { class: "busy", hidden: true, "aria-label": "computing" }, "…");
  private readonly message = html("div", { class: "problem", role: "alert", hidden: true });
  private readonly controls: Control[];
  private readonly resizer: Resizer;
  private readonly symbols: readonly SizeSymbol[];
  private sizes: Readonly<Record<string, number>>;
  private readonly tie;
  private tied: boolean;

  constructor(session: Session, kernel: Kernel, onAnswer: (request: number) => void) {
    this.symbols = session.original.symbols;
    this.sizes = sizesOf(this.symbols);
    this.tie = findTie(this.symbols);
    this.tied = this.tie !== null && this.tie.height.value === this.tie.width.value;
    this.controls = this.symbols.map((symbol) => this.makeControl(symbol));
    this.element.append(...this.arrange());
    this.resizer = new Resizer(kernel, {
      resized: (update, request) => {
        this.complain(null);
        session.show(applyUpdate(session.original, update));
        onAnswer(request);
      },
      refused: (message) => this.complain(message, true),
      busy: (waiting) => {
        this.busy.hidden = !waiting;
      },
    });
  }

  dispose(): void {
    this.resizer.dispose();
  }

  private arrange(): HTMLElement[] {
    const items = this.controls.flatMap((control) => {
      const { name, role } = control.symbol;
      const names = [html("span", { class: "name mono" }, name), html("span", { class: "role" }, role)];
      const size = html("span", { class: "size" }, ...names, control.slider, control.box);
      return this.tie?.height.name === name ? [size, this.padlock()] : [size];
    });
    const reset = button("reset", "Back to the sizes of the cell", () => this.change(sizesOf(this.symbols)));
    return [...items, this.busy, html("span", { class: "push" }, reset), this.message];
  }

  private makeControl(symbol: SizeSymbol): Control {
    const { minimum: min, maximum: max, name, role, origin } = symbol;
    const label = `${name}, ${role} (${origin})`;
    const shared = { ...OWN_KEYS, title: origin, "aria-label": label, value: symbol.value };
    const slider = html("input", { ...shared, type: "range", min, max, "data-size": name });
    const box = html("input", {
      ...shared,
      type: "text",
      inputmode: "numeric",
      class: "mono",
      "data-box": name,
    });
    box.size = Math.max(3, String(max).length);
    slider.addEventListener("input", () => this.set(symbol, slider.valueAsNumber));
    box.addEventListener("input", () => this.read(symbol, box));
    slider.addEventListener("keydown", (event) =>
      this.onKey(event, symbol, { PageUp: PAGE, PageDown: -PAGE }),
    );
    box.addEventListener("keydown", (event) =>
      this.onKey(event, symbol, { PageUp: PAGE, PageDown: -PAGE, ArrowUp: 1, ArrowDown: -1 }),
    );
    return { symbol, slider, box };
  }

  private onKey(event: KeyboardEvent, symbol: SizeSymbol, steps: Record<string, number>): void {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const size = (this.sizes[symbol.name] ?? symbol.value) + step;
    this.set(symbol, Math.min(Math.max(size, symbol.minimum), symbol.maximum));
  }

  private read(symbol: SizeSymbol, box: HTMLInputElement): void {
    const result = parseSize(symbol, box.value);
    box.setAttribute("aria-invalid", String("problem" in result));
    if ("problem" in result) this.complain(result.problem);
    else this.set(symbol, result.size, box);
  }

  private set(symbol: SizeSymbol, size: number, typedIn?: HTMLInputElement): void {
    this.change(withSize(this.sizes, symbol, size, this.tied ? this.tie : null), typedIn);
  }

  private change(sizes: Readonly<Record<string, number>>, typedIn?: HTMLInputElement): void {
    this.sizes = sizes;
    this.complain(null);
    for (const { symbol, slider, box } of this.controls) {
      const value = String(sizes[symbol.name]);
      slider.value = value;
      box.removeAttribute("aria-invalid");
      if (box !== typedIn) box.value = value;
    }
    this.resizer.resize(sizes);
  }

  private padlock(): HTMLElement {
    const lock = button("", "Height and width move together", () => {
      this.tied = !this.tied;
      show();
    });
    lock.classList.add("padlock");
    const show = () => lock.setAttribute("aria-pressed", String(this.tied));
    show();
    return lock;
  }

  /** Shows a sentence, or with null takes it away; `stale` says that the picture is not of these sizes. */
  private complain(sentence: string | null, stale = false): void {
    this.message.textContent = sentence ?? "";
    this.message.hidden = sentence === null;
    this.element.closest(".shapeviz")?.classList.toggle("stale", stale);
  }
}
