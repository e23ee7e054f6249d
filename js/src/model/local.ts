// The document at other sizes by its formulas and constraints alone: what the kernel would answer, at once.

import type { Document, NodeUpdate, Shape, Update } from "../document.ts";
import { Calculator } from "./calculator.ts";
import { Dependence } from "./dependence.ts";
import { Judgement, type Outcome } from "./judgement.ts";
import { verdictOf } from "./refusals.ts";
import type { Sizes } from "./resizer.ts";
import type { Tensor } from "./tensor.ts";
import { Tensors } from "./tensors.ts";

/**
 * An update, and the ids of the edges and nodes whose shapes are not known there; or a sentence that says why there is
 * no answer. A size that is not known is NaN.
 */
export type LocalAnswer =
  | { readonly update: Update; readonly unknown: ReadonlySet<string> }
  | { readonly reason: string };

/** True if some edge's shape is known at other sizes than those of the cell. */
export function hasFormulas(document: Document): boolean {
  return document.edges.some(({ formula }) => formula !== undefined);
}

export class LocalModel {
  private readonly calculator = new Calculator();
  private readonly dependence: Dependence;
  private readonly tensors: Tensors;
  private readonly judgement: Judgement;

  constructor(private readonly document: Document) {
    this.dependence = new Dependence(document);
    this.tensors = new Tensors(document, this.calculator, this.dependence);
    this.judgement = new Judgement(document, this.calculator, this.dependence, this.tensors);
  }

  /** The answer at `sizes`, which has the size of each symbol. */
  answer(sizes: Sizes): LocalAnswer {
    const changed = this.dependence.changed(sizes);
    this.calculator.run(sizes);
    const reason = changed === 0 ? null : this.judgement.whyNot(sizes, changed);
    if (reason !== null) return { reason };
    this.tensors.refresh(changed);
    const outcome = this.judgement.outcome(sizes);
    const unknown = new Set<string>();
    const edges = this.edgesAt(outcome, unknown);
    const verdict = this.verdict(outcome, unknown.size > 0);
    const nodes = this.nodesAt(outcome, unknown);
    const mismatches = outcome.refusals.map(({ mismatch }) => mismatch);
    return { update: { sizes, ...verdict, nodes, edges, mismatches, notes: this.document.notes }, unknown };
  }

  /** The verdict; `partly` tells that the shape of some call's input is not known. */
  private verdict({ refusals }: Outcome, partly: boolean): Pick<Update, "verdict" | "headline"> {
    const [first, ...others] = refusals;
    if (first !== undefined) return verdictOf([first, ...others]);
    const { fitting } = this.document;
    return { verdict: "ok", headline: partly ? `${fitting}, as far as the formulas tell` : fitting };
  }

  /** The edges that differ from the document; `unknown` gets the ids of those whose shapes are not known. */
  private edgesAt({ refusals, failing, doubtful }: Outcome, unknown: Set<string>): Update["edges"] {
    const marked = new Map(refusals.flatMap((refusal) => [...refusal.expected]));
    const updates: Update["edges"] = {};
    for (const edge of this.document.edges) {
      const assumed = failing.has(edge.source) || doubtful.has(edge.source);
      const { shape, known, differs } = this.tensors.ofEdge(edge.id).now(assumed);
      const status = marked.has(edge.id) ? "mismatch" : assumed ? "assumed" : "ok";
      const expected = marked.get(edge.id);
      if (!known) unknown.add(edge.id);
      if (!differs && status === edge.status && `${expected}` === `${edge.expected}`) continue;
      updates[edge.id] = { status, shape, ...(expected === undefined ? {} : { expected }) };
    }
    return updates;
  }

  /** The same of the nodes, whose shapes are those of what they give. */
  private nodesAt({ mismatched, doubtful }: Outcome, unknown: Set<string>): Update["nodes"] {
    const updates: Update["nodes"] = {};
    for (const { id, status: recorded } of this.document.nodes) {
      const [at, after] = [mismatched.has(id), doubtful.has(id)];
      const inputs = shapesNow(this.tensors.inputsOf(id), after);
      const outputs = shapesNow(this.tensors.outputsOf(id), after || at);
      if (!(outputs.shapes.length === 0 ? inputs : outputs).known) unknown.add(id);
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

/** The shapes of several tensors, whether all are known, and whether one is not as it was recorded. */
function shapesNow(tensors: readonly Tensor[], assumed: boolean) {
  const now = { shapes: [] as Shape[], known: true, differ: false };
  for (const tensor of tensors) {
    const { shape, known, differs } = tensor.now(assumed);
    now.shapes.push(shape);
    now.known &&= known;
    now.differ ||= differs;
  }
  return now;
}
