// The bar of sizes that one can vary: a control for each, a padlock for height and width, a reset.

import type { Symbol as SizeSymbol } from "../document.ts";
import { Follower, type Sources } from "../model/follower.ts";
import { FittingRanges } from "../model/ranges.ts";
import type { Sizes } from "../model/resizer.ts";
import type { Session } from "../model/session.ts";
import { findTie, sizesOf, sizesText, type Tie, withSize } from "../model/sizes.ts";
import { button, html } from "./dom.ts";
import { PerFrame } from "./frames.ts";
import { Grip } from "./grip.ts";
import { SizeControl } from "./size_control.ts";

interface Slider {
  readonly control: SizeControl;
  readonly ranges: FittingRanges;
}

export interface SizesListener {
  /** The kernel's answer of this number is shown. */
  answered(request: number): void;
  /** The sizes chosen want another document, whose text this is. */
  redrawn(document: string, sizes: Sizes): void;
}

/** Shows in `session` what becomes of each size. */
export class SizesBar {
  readonly element = html("div", { class: "sizes", role: "group", "aria-label": "Sizes" });
  readonly #busy = html("span", { class: "busy", hidden: true, "aria-label": "computing" }, "…");
  readonly #message = html("div", { class: "problem", role: "alert", hidden: true });
  readonly #sliders: readonly Slider[];
  readonly #follower: Follower;
  readonly #painting: PerFrame;
  readonly #symbols: readonly SizeSymbol[];
  readonly #tie: Tie | null;
  readonly #grip = new Grip(this.element);
  #sizes: Sizes;
  #tied: boolean;

  constructor(session: Session, sources: Sources, onSizes: SizesListener) {
    const { original } = session;
    this.#symbols = original.symbols;
    this.#sizes = sizesOf(this.#symbols);
    this.#tie = findTie(this.#symbols);
    this.#tied = this.#tie !== null && this.#tie.height.value === this.#tie.width.value;
    const listener = {
      moved: (symbol: SizeSymbol, size: number) =>
        this.#change(withSize(this.#sizes, symbol, size, this.#tieOf(symbol))),
      mistyped: (problem: string) => this.#complain(problem),
    };
    this.#sliders = this.#symbols.map((symbol) => ({
      control: new SizeControl(symbol, listener),
      ranges: new FittingRanges(original, symbol),
    }));
    this.element.append(...this.#arrange());
    this.#follower = new Follower(session, sources, {
      shown: (request) => {
        this.#complain(null);
        if (request !== null) onSizes.answered(request);
      },
      redrawn: (document, sizes) => this.#grip.whenFree(() => onSizes.redrawn(document, sizes)),
      refused: (sentence) => {
        const shown = sizesText(session.document.symbols);
        this.#complain(`${sentence} The picture still shows ${shown}.`, true);
      },
      busy: (waiting) => {
        this.#busy.hidden = !waiting;
      },
    });
    this.#painting = new PerFrame(() => this.#paint());
    this.#markRanges();
  }

  /** Chooses sizes, as a person would with the sliders. */
  choose(sizes: Sizes): void {
    this.#change(sizes);
  }

  /** Lets the sliders stand at sizes that are shown already. */
  show(sizes: Sizes): void {
    this.#sizes = sizes;
    for (const { control } of this.#sliders) control.set(sizes[control.symbol.name] ?? control.symbol.value);
  }

  dispose(): void {
    this.#grip.dispose();
    this.#painting.cancel();
    this.#follower.dispose();
  }

  #arrange(): HTMLElement[] {
    const tie = this.#tie;
    const of = (wanted: SizeSymbol) =>
      this.#sliders.flatMap(({ control: { symbol, element } }) => (symbol === wanted ? [element] : []));
    const items = this.#symbols.flatMap((symbol) => {
      if (symbol === tie?.width) return [];
      if (symbol !== tie?.height) return of(symbol);
      return [html("span", { class: "sides" }, ...of(tie.height), this.#padlock(), ...of(tie.width))];
    });
    const reset = button("reset", "Back to the sizes of the cell", () =>
      this.#change(sizesOf(this.#symbols)),
    );
    return [...items, this.#busy, html("span", { class: "push" }, reset), this.#message];
  }

  #change(sizes: Sizes): void {
    this.show(sizes);
    this.#complain(null);
    this.#follower.choose(sizes);
    this.#painting.call();
  }

  #paint(): void {
    this.#follower.paint();
    this.#markRanges();
  }

  #markRanges(): void {
    for (const { control, ranges } of this.#sliders) {
      const tie = this.#tieOf(control.symbol);
      control.mark(ranges.at(this.#sizes, tie), tie !== null);
    }
  }

  /** The tie by which another size moves with this one, if one does. */
  #tieOf({ name }: SizeSymbol): Tie | null {
    const tie = this.#tie;
    return this.#tied && tie !== null && [tie.height.name, tie.width.name].includes(name) ? tie : null;
  }

  #padlock(): HTMLElement {
    const lock = button("", "Height and width move together", () => {
      this.#tied = !this.#tied;
      show();
      this.#markRanges();
    });
    lock.classList.add("padlock");
    const show = () => lock.setAttribute("aria-pressed", String(this.#tied));
    show();
    return lock;
  }

  /** Shows a sentence, or with null takes it away; `stale` says that the picture is not of these sizes. */
  #complain(sentence: string | null, stale = false): void {
    this.#message.textContent = sentence ?? "";
    this.#message.hidden = sentence === null;
    this.element.closest(".shapeviz")?.classList.toggle("stale", stale);
  }
}
