// What fits and what does not at other sizes, by the constraints of a document.

import type { Constraint, Document, Mismatch } from "../document.ts";
import type { Calculator } from "./calculator.ts";
import type { Dependence } from "./dependence.ts";
import { ancestors, type Graph } from "./graph.ts";
import { type Refusal, refusalOf, standing } from "./refusals.ts";
import type { Sizes } from "./resizer.ts";
import { spreadDoubt } from "./spread.ts";
import type { Tensors } from "./tensors.ts";

/** The mismatches, and the nodes that they touch. */
export interface Outcome {
  readonly refusals: readonly Refusal[];
  /** The nodes that refuse, and those with the groups around them. */
  readonly failing: ReadonlySet<string>;
  readonly mismatched: ReadonlySet<string>;
  /** What comes after a mismatch. */
  readonly doubtful: ReadonlySet<string>;
}

const NOT_AFTER_THIS = "the formulas cannot tell what happens.";

export class Judgement {
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #constraints: readonly { readonly constraint: Constraint; readonly place: number }[];
  /** The recorded mismatches of which no constraint tells. */
  readonly #unexplained: readonly Mismatch[];
  readonly #document: Document;
  readonly #graph: Graph;
  readonly #calculator: Calculator;
  readonly #dependence: Dependence;
  readonly #tensors: Tensors;

  constructor(
    document: Document,
    graph: Graph,
    calculator: Calculator,
    dependence: Dependence,
    tensors: Tensors,
  ) {
    this.#document = document;
    this.#graph = graph;
    this.#calculator = calculator;
    this.#dependence = dependence;
    this.#tensors = tensors;
    this.#ranks = new Map(document.nodes.map(({ id }, position) => [id, position]));
    this.#constraints = [...document.constraints]
      .sort((a, b) => this.#rank(a) - this.#rank(b))
      .map((constraint) => ({ constraint, place: calculator.place(constraint.expression) }));
    const failed = document.constraints.filter(({ kind, holds }) => kind === "rule" && !holds);
    const explained = new Set(failed.map(({ node }) => node));
    this.#unexplained = document.mismatches.filter(({ node }) => !explained.has(node));
  }

  /** Why the formulas cannot tell what happens at the sizes that were worked out, or null if they can. */
  whyNot(sizes: Sizes, changed: number): string | null {
    const { symbols } = this.#document;
    const moved = symbols.find(({ name, value, structural }) => structural && sizes[name] !== value);
    if (moved !== undefined) return `With another ${moved.name} other calls run; ${NOT_AFTER_THIS}`;
    const undecided = this.#constraints.find(({ place }) => Number.isNaN(this.#calculator.value(place)));
    if (undecided !== undefined) return this.#cannotTell(undecided.constraint.node);
    const broken = this.#constraints.filter(({ place }) => !this.#holds(place));
    if (broken.some(({ constraint }) => constraint.kind === "branch")) {
      return `At these sizes the code goes another way; ${NOT_AFTER_THIS}`;
    }
    const touched = this.#unexplained.find(({ node }) => (this.#dependsOn(node) & changed) !== 0);
    return touched === undefined ? null : this.#cannotTell(touched.node);
  }

  /** What happens at the sizes that were worked out; each node refuses but once, as its call does. */
  outcome(sizes: Sizes): Outcome {
    const refusals: Refusal[] = [];
    const [failing, mismatched, doubtful] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const refuse = (refusal: Refusal) => {
      refusals.push(refusal);
      const { node } = refusal.mismatch;
      if (node === undefined) return;
      failing.add(node);
      for (const each of [node, ...ancestors(this.#graph, node)]) mismatched.add(each);
      spreadDoubt(this.#graph, node, doubtful);
    };
    for (const mismatch of this.#unexplained) refuse(standing(this.#document, mismatch));
    for (const { constraint, place } of this.#constraints) {
      const { node } = constraint;
      if (this.#holds(place) || (node !== undefined && failing.has(node))) continue;
      if (node !== undefined && doubtful.has(node) && !this.#getsSomething(node)) continue;
      refuse(refusalOf(this.#document, constraint, sizes));
    }
    refusals.sort((a, b) => this.#rank(a.mismatch) - this.#rank(b.mismatch));
    return { refusals, failing, mismatched, doubtful };
  }

  /** Nodes stand in the order in which they ran; what has none was refused before, while the model was made. */
  #rank({ node }: { node?: string }): number {
    return node === undefined ? -1 : (this.#ranks.get(node) ?? -1);
  }

  #holds(place: number): boolean {
    return this.#calculator.value(place) === 1;
  }

  /** False where what a node gets came out empty after a mismatch: of that there is nothing more to tell. */
  #getsSomething(id: string): boolean {
    return this.#tensors.inputsOf(id).every((tensor) => tensor.now(true).known);
  }

  #cannotTell(id: string | undefined): string {
    const label = this.#graph.nodes.get(id ?? "")?.label ?? "everything";
    return `The formulas cannot tell whether ${label} fits at these sizes.`;
  }

  #dependsOn(id: string | undefined): number {
    return this.#dependence.knobs | (id === undefined ? 0 : this.#dependence.ofNode(id));
  }
}
