// What does not fit at other sizes, in the words that shapeviz/diagnosis/mismatches.py has for it.

import type { Constraint, Document, Expression, Mismatch, Node, Shape, Update } from "../document.ts";
import { evaluate, filled } from "./expressions.ts";
import { className } from "./graph.ts";
import type { Sizes } from "./resizer.ts";

/** One mismatch. `expected` has the edges that it marks, and the shape that each of them was to have. */
export interface Refusal {
  readonly mismatch: Mismatch;
  readonly headline: string;
  readonly expected: ReadonlyMap<string, Shape | undefined>;
}

/** What is refused by a call whose constraint does not hold at these sizes. */
export function refusalOf(document: Document, constraint: Constraint, sizes: Sizes): Refusal {
  const node = document.nodes.find(({ id }) => id === constraint.node);
  const recorded = document.mismatches.find((mismatch) => mismatch.node === constraint.node);
  const line = recorded?.line ?? node?.span?.line;
  const worth = (expression: Expression) => evaluate(expression, sizes);
  const message = constraint.message
    ? filled(constraint.message, sizes)
    : `${node ? who(node) : "A call"} does not accept these shapes.`;
  const mismatch: Mismatch = {
    ...(constraint.node === undefined ? {} : { node: constraint.node }),
    message,
    ...(line === undefined ? {} : { line }),
    edges: constraint.edges.map(({ edge }) => edge),
    conflicts: constraint.conflicts.map((conflict) => ({
      ...conflict,
      expected: worth(conflict.expected),
      actual: worth(conflict.actual),
    })),
    blame: "",
    causes: [],
    fixes: [],
  };
  const headline = constraint.headline ? filled(constraint.headline, sizes) : claimOf(message, node);
  const expected = constraint.edges.map(({ edge, formula }) => [edge, formula?.map(worth)] as const);
  return { mismatch, headline, expected: new Map(expected) };
}

/** A recorded mismatch that the change of sizes does not touch. Its causes and fixes are those of the cell's sizes. */
export function standing(document: Document, recorded: Mismatch): Refusal {
  const { error: _, ...rest } = recorded;
  const node = document.nodes.find(({ id }) => id === recorded.node);
  const edges = document.edges.filter(({ id }) => recorded.edges.includes(id));
  return {
    mismatch: { ...rest, blame: "", causes: [], fixes: [] },
    headline: claimOf(recorded.message, node),
    expected: new Map(edges.map(({ id, expected }) => [id, expected])),
  };
}

/** The verdict on all that is refused, and the line that tells it. */
export function verdictOf(refusals: readonly [Refusal, ...Refusal[]]): Pick<Update, "verdict" | "headline"> {
  const [first, ...others] = refusals;
  const understood = refusals.some(({ mismatch }) => mismatch.conflicts.length + mismatch.edges.length > 0);
  const more = others.length === 1 ? "1 more mismatch" : `${others.length} more mismatches`;
  return {
    verdict: understood ? "mismatch" : "error",
    headline: others.length === 0 ? first.headline : `${first.headline} · ${more}`,
  };
}

/** A message as a headline: "fc1 (Linear) expects 5 features, but gets 4." is "fc1 expects 5 features, gets 4". */
function claimOf(message: string, node: Node | undefined): string {
  const [first = ""] = message.split(" Also, axis");
  const claim = first.replace(/\.$/, "").replace(", but gets ", ", gets ");
  return node === undefined ? claim : claim.replace(who(node), () => node.label);
}

/** How a sentence speaks of a node: "fc1 (Linear)", "view". */
function who(node: Node): string {
  const kind = className(node);
  return node.kind === "module" && kind !== node.label ? `${node.label} (${kind})` : node.label;
}
