// The sizes at which everything fits, as stretches of a slider and in words.

import type { Constraint, Document, Ranges, Symbol as SizeSymbol } from "../document.ts";
import { Calculator } from "./calculator.ts";
import type { Sizes } from "./resizer.ts";
import { sizesOf, type Tie, withSize } from "./sizes.ts";

/** A stretch of a slider in percent of its length. */
export interface Stretch {
  readonly left: number;
  readonly width: number;
  /** True if only some of the sizes in it fit. */
  readonly mixed: boolean;
}

/** What is narrower than this, in percent, and as close to its neighbour, is not seen apart from it. */
const CLOSE = 1.5;

/**
 * Where the ranges lie on a symbol's slider, each half a step wider at its ends than the sizes themselves. Those that
 * would not be seen apart are one.
 */
export function stretches({ minimum, maximum }: SizeSymbol, ranges: Ranges): Stretch[] {
  const steps = Math.max(maximum - minimum, 1);
  const percent = (size: number) => (100 * Math.min(Math.max(size - minimum, 0), steps)) / steps;
  const found: Stretch[] = [];
  for (const [first, last] of ranges) {
    const [left, right] = [percent(first - 0.5), percent(last + 0.5)];
    const before = found.at(-1);
    const joins =
      before !== undefined &&
      left - before.left - before.width < CLOSE &&
      right - left < CLOSE &&
      (before.mixed || before.width < CLOSE);
    if (joins) found[found.length - 1] = { left: before.left, width: right - before.left, mixed: true };
    else found.push({ left, width: right - left, mixed: false });
  }
  return found;
}

const MOST_RANGES = 5;

/** "fits for 28 to 29": ranges in words. */
export function rangesText(ranges: Ranges): string {
  if (ranges.length === 0) return "fits for no size, the others being as they are";
  const parts = ranges
    .slice(0, MOST_RANGES)
    .map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
  const more = ranges.length - parts.length;
  if (more > 0) parts.push(`${more} more`);
  const last = parts.pop();
  return `fits for ${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}`;
}

/** So many steps of calculation at most: a slider must not wait for longer. */
const MOST_STEPS = 20_000;

/** What fits along one symbol, while the others have any sizes. */
export class FittingRanges {
  readonly #calculator = new Calculator();
  readonly #rules: readonly number[];
  readonly #branches: readonly number[];
  readonly #document: Document;
  readonly #symbol: SizeSymbol;

  constructor(document: Document, symbol: SizeSymbol) {
    this.#document = document;
    this.#symbol = symbol;
    this.#rules = this.#placesOf("rule");
    this.#branches = this.#placesOf("branch");
  }

  /** The ranges, or null if they are not known. With a `tie` its other symbol moves along. */
  at(sizes: Sizes, tie: Tie | null): Ranges | null {
    const { name, valid, valid_tied } = this.#symbol;
    const { symbols } = this.#document;
    const given = (tie === null ? valid : valid_tied) ?? null;
    const pair = tie === null ? [name] : [tie.height.name, tie.width.name];
    const moved = symbols.filter((each) => sizes[each.name] !== each.value);
    const others = moved.filter((each) => !pair.includes(each.name));
    if (given === null || others.length === 0) return given;
    if ([this.#symbol, ...others].some(({ structural }) => structural)) return null;
    // The constraints tell all only if at the recorded sizes they tell what the document does.
    const recorded = this.#search(sizesOf(symbols), tie);
    return `${recorded}` === `${given}` ? this.#search(sizes, tie) : null;
  }

  /** Null also where the constraints cannot tell, as the code goes another way at some of these sizes. */
  #search(sizes: Sizes, tie: Tie | null): Ranges | null {
    const { minimum, maximum } = this.#symbol;
    if ((maximum - minimum + 1) * this.#calculator.steps > MOST_STEPS) return null;
    const ranges: Ranges = [];
    for (let size = minimum; size <= maximum; size++) {
      this.#calculator.run(withSize(sizes, this.#symbol, size, tie));
      if (!this.#hold(this.#branches)) return null;
      if (!this.#hold(this.#rules)) continue;
      const last = ranges.at(-1);
      if (last?.[1] === size - 1) last[1] = size;
      else ranges.push([size, size]);
    }
    return ranges;
  }

  #placesOf(wanted: Constraint["kind"]): number[] {
    const constraints = this.#document.constraints.filter(({ kind }) => kind === wanted);
    return constraints.map(({ expression }) => this.#calculator.place(expression));
  }

  #hold(places: readonly number[]): boolean {
    return places.every((place) => this.#calculator.value(place) === 1);
  }
}
