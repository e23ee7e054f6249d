// Many expressions worked out together: what they share is worked out once, and again only when a size in it changed.

import type { Condition, Expression } from "../document.ts";
import { type Operator, operator } from "./operators.ts";
import type { Sizes } from "./resizer.ts";

/** An operator and the places of its operands, each before its own. */
interface Step {
  readonly operator: Operator;
  readonly operands: readonly number[];
}

/** Expressions and conditions are known by the places that `place` gives them. */
export class Calculator {
  readonly #all: (Step | null)[] = [];
  readonly #values: number[] = [];
  readonly #changed: boolean[] = [];
  readonly #places = new Map<string, number>();
  readonly #symbols = new Map<string, number>();
  /** The first step that no `run` has worked out yet. */
  #fresh = 0;

  /** How much there is to work out. */
  get steps(): number {
    return this.#all.length;
  }

  /** The place of an expression or condition; those that are equal share theirs. */
  place(expression: Expression | Condition): number {
    if (typeof expression === "number") return this.#settle(`${expression}`, null, expression);
    if (typeof expression === "string") {
      const place = this.#settle(JSON.stringify(expression), null, Number.NaN);
      this.#symbols.set(expression, place);
      return place;
    }
    const [name, ...parts] = expression;
    const operands = parts.map((part) => this.place(part));
    return this.#settle(`${name} ${operands}`, { operator: operator(name), operands }, Number.NaN);
  }

  /** Works everything out at these sizes. */
  run(sizes: Sizes): void {
    this.#changed.fill(false);
    for (const [name, place] of this.#symbols) {
      const size = Object.hasOwn(sizes, name) ? (sizes[name] ?? Number.NaN) : Number.NaN;
      this.#put(place, size);
    }
    this.#all.forEach((step, place) => {
      if (step === null) return;
      const { operator, operands } = step;
      if (place < this.#fresh && !operands.some((operand) => this.#changed[operand])) return;
      this.#put(place, operator(operands.map((operand) => this.value(operand))));
    });
    this.#fresh = this.#all.length;
  }

  /** The value at the sizes of the last `run`; NaN if there is none. */
  value(place: number): number {
    return this.#values[place] ?? Number.NaN;
  }

  #settle(key: string, step: Step | null, value: number): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#all.push(step) - 1;
    this.#values.push(value);
    this.#changed.push(false);
    this.#places.set(key, place);
    return place;
  }

  #put(place: number, value: number): void {
    if (Object.is(this.#values[place], value)) return;
    this.#values[place] = value;
    this.#changed[place] = true;
  }
}
