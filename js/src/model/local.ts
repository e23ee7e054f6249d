// The document at other sizes by its formulas and constraints alone: what the kernel would answer, at once.

import type { Document, NodeUpdate, Shape, Update } from "../document.ts";
import { Calculator } from "./calculator.ts";
import { Dependence } from "./dependence.ts";
import type { Graph } from "./graph.ts";
import { Judgement, type Outcome } from "./judgement.ts";
import { verdictOf } from "./refusals.ts";
import type { Sizes } from "./resizer.ts";
import type { Tensor } from "./tensor.ts";
import { Tensors } from "./tensors.ts";

/** An update, in which a size that is not known is NaN; or a sentence that says why there is no answer. */
export type LocalAnswer = { readonly update: Update } | { readonly reason: string };

export class LocalModel {
  readonly #calculator = new Calculator();
  readonly #dependence: Dependence;
  readonly #tensors: Tensors;
  readonly #judgement: Judgement;
  readonly #document: Document;

  constructor(document: Document, graph: Graph) {
    this.#document = document;
    this.#dependence = new Dependence(document);
    this.#tensors = new Tensors(document, graph, this.#calculator, this.#dependence);
    this.#judgement = new Judgement(document, graph, this.#calculator, this.#dependence, this.#tensors);
  }

  /** The answer at `sizes`, which has the size of each symbol. */
  answer(sizes: Sizes): LocalAnswer {
    const changed = this.#dependence.changed(sizes);
    this.#calculator.run(sizes);
    const reason = changed === 0 ? null : this.#judgement.whyNot(sizes, changed);
    if (reason !== null) return { reason };
    this.#tensors.refresh(changed);
    const outcome = this.#judgement.outcome(sizes);
    const edges = this.#edgesAt(outcome);
    const verdict = this.#verdict(outcome, edges);
    const nodes = this.#nodesAt(outcome);
    const mismatches = outcome.refusals.map(({ mismatch }) => mismatch);
    return { update: { sizes, ...verdict, nodes, edges, mismatches, notes: this.#document.notes } };
  }

  #verdict({ refusals }: Outcome, edges: Update["edges"]): Pick<Update, "verdict" | "headline"> {
    const [first, ...others] = refusals;
    if (first !== undefined) return verdictOf([first, ...others]);
    const { fitting } = this.#document;
    const partly = Object.values(edges).some(({ shape }) => shape.some(Number.isNaN));
    return { verdict: "ok", headline: partly ? `${fitting}, as far as the formulas tell` : fitting };
  }

  /** The edges that differ from the document. */
  #edgesAt({ refusals, failing, doubtful }: Outcome): Update["edges"] {
    const marked = new Map(refusals.flatMap((refusal) => [...refusal.expected]));
    const updates: Update["edges"] = {};
    for (const edge of this.#document.edges) {
      const assumed = failing.has(edge.source) || doubtful.has(edge.source);
      const { shape, differs } = this.#tensors.ofEdge(edge.id).now(assumed);
      const status = marked.has(edge.id) ? "mismatch" : assumed ? "assumed" : "ok";
      const expected = marked.get(edge.id);
      if (!differs && status === edge.status && `${expected}` === `${edge.expected}`) continue;
      updates[edge.id] = { status, shape, ...(expected === undefined ? {} : { expected }) };
    }
    return updates;
  }

  #nodesAt({ mismatched, doubtful }: Outcome): Update["nodes"] {
    const updates: Update["nodes"] = {};
    for (const { id, status: recorded } of this.#document.nodes) {
      const [at, after] = [mismatched.has(id), doubtful.has(id)];
      const inputs = shapesNow(this.#tensors.inputsOf(id), after);
      const outputs = shapesNow(this.#tensors.outputsOf(id), after || at);
      const status = at ? "mismatch" : after ? "assumed" : recorded === "unreached" ? "unreached" : "ok";
      if (status === recorded && !inputs.differ && !outputs.differ) continue;
      const update: NodeUpdate = { status };
      if (inputs.differ) update.inputs = inputs.shapes;
      if (outputs.differ) update.outputs = outputs.shapes;
      updates[id] = update;
    }
    return updates;
  }
}

/** The shapes of several tensors, and whether one is not as it was recorded. */
function shapesNow(tensors: readonly Tensor[], assumed: boolean) {
  const now = { shapes: [] as Shape[], differ: false };
  for (const tensor of tensors) {
    const { shape, differs } = tensor.now(assumed);
    now.shapes.push(shape);
    now.differ ||= differs;
  }
  return now;
}
