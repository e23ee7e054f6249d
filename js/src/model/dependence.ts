// On which symbols the shapes of a document may depend where no formula tells.

import type { Document, Expression, Node } from "../document.ts";
import type { Sizes } from "./resizer.ts";

/** Symbols as bits. From the last bit on they share one, and are then taken to change together. */
const LAST_BIT = 30;
const ALL = -1;

export class Dependence {
  /** A knob may reach any call, by ways that no edge shows. */
  readonly knobs: number;
  readonly #bits: ReadonlyMap<string, number>;
  readonly #nodes: ReadonlyMap<string, number>;
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
    this.#bits = new Map(document.symbols.map(({ name }, index) => [name, 1 << Math.min(index, LAST_BIT)]));
    const knobs = document.symbols.filter(({ kind }) => kind === "knob");
    this.knobs = knobs.reduce((bits, { name }) => bits | this.#bitOf(name), 0);
    this.#nodes = this.#flow();
  }

  /** The symbols that are not at their recorded sizes. */
  changed(sizes: Sizes): number {
    const moved = this.#document.symbols.filter(({ name, value }) => (sizes[name] ?? value) !== value);
    return moved.reduce((bits, { name }) => bits | this.#bitOf(name), 0);
  }

  /** The symbols on which a node's outputs, or if it has none its inputs, may depend. */
  ofNode(id: string): number {
    return this.#nodes.get(id) ?? ALL;
  }

  #bitOf(name: string): number {
    return this.#bits.get(name) ?? 0;
  }

  /** What a node depends on goes on along the edges and to the group around. Folded loops lead back: several rounds. */
  #flow(): Map<string, number> {
    const { nodes, edges, symbols } = this.#document;
    const fed = new Set([
      ...edges.map(({ target }) => target),
      ...nodes.flatMap(({ parent }) => parent ?? []),
    ]);
    const found = new Map(nodes.map((node) => [node.id, this.#own(node, fed.has(node.id))]));
    for (const { name, axes } of symbols) {
      for (const { node } of axes) found.set(node, (found.get(node) ?? 0) | this.#bitOf(name));
    }
    const inside = nodes.flatMap(({ id, parent }) => (parent === undefined ? [] : [[id, parent] as const]));
    const ways = [...edges.map(({ source, target }) => [source, target] as const), ...inside];
    for (let settled = false; !settled; ) {
      settled = true;
      for (const [from, to] of ways) {
        const [before, more] = [found.get(to) ?? 0, found.get(from) ?? 0];
        if ((before | more) === before) continue;
        found.set(to, before | more);
        settled = false;
      }
    }
    return found;
  }

  /** A call or a layer that no tensor enters may have its sizes from anywhere. */
  #own({ kind, outputs }: Node, fed: boolean): number {
    const formulas = outputs.flatMap(({ formula }) => formula ?? []);
    const known = formulas.reduce<number>((bits, formula) => bits | this.#ofExpression(formula), 0);
    if (outputs.every(({ formula }) => formula !== undefined)) return known;
    return (kind === "call" || kind === "module") && !fed ? ALL : known | this.knobs;
  }

  #ofExpression(expression: Expression): number {
    if (typeof expression === "number") return 0;
    if (typeof expression === "string") return this.#bitOf(expression);
    const [, ...operands] = expression;
    return operands.reduce<number>((bits, operand) => bits | this.#ofExpression(operand), 0);
  }
}
