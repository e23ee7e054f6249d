// The shape of one tensor, or of several that are alike, at the sizes that were worked out last.

import type { Shape } from "../document.ts";
import type { Calculator } from "./calculator.ts";

/** What is to be said of a tensor. A size that is not known is NaN. */
export interface ShapeNow {
  readonly shape: Shape;
  readonly known: boolean;
  /** True if it is not as it was recorded. */
  readonly differs: boolean;
}

/** What a shape follows. */
export interface Origin {
  readonly recorded: Shape;
  /** The places of its sizes in the calculator, if it has a formula. */
  readonly places: readonly number[] | null;
  /** Without a formula: the symbols whose change leaves it unknown. */
  readonly dependsOn: number;
}

/** The least that a size can be; what comes out below it, as formulas go on past a mismatch, is not known. */
const [LEAST, LEAST_AFTER_MISMATCH] = [0, 1];

export class Tensor {
  #plain: ShapeNow;
  #assumed: ShapeNow | null = null;

  constructor(readonly origin: Origin) {
    this.#plain = { shape: origin.recorded, known: true, differs: false };
  }

  /** Takes over what the calculator has worked out; `changed` are the symbols that are not at their recorded sizes. */
  refresh(calculator: Calculator, changed: number): void {
    this.#plain = this.#told(this.#values(calculator, changed), LEAST);
    this.#assumed = null;
  }

  /** The shape; `assumed` tells that it comes after a mismatch. */
  now(assumed: boolean): ShapeNow {
    if (!assumed) return this.#plain;
    this.#assumed ??= this.#told(this.#plain.shape, LEAST_AFTER_MISMATCH);
    return this.#assumed;
  }

  #values(calculator: Calculator, changed: number): Shape {
    const { recorded, places, dependsOn } = this.origin;
    if (changed === 0) return recorded;
    if (places !== null) return places.map((place) => calculator.value(place));
    return (dependsOn & changed) === 0 ? recorded : recorded.map(() => Number.NaN);
  }

  #told(values: Shape, least: number): ShapeNow {
    const { recorded } = this.origin;
    const known = values.every((size) => size >= least);
    const shape = known ? values : values.map((size) => (size >= least ? size : Number.NaN));
    const same = shape.length === recorded.length && shape.every((size, axis) => size === recorded[axis]);
    return { shape: same ? recorded : shape, known, differs: !same };
  }
}
