// The document at other sizes.

import type { Document, Edge, Node, Shape, TensorSpec, Update } from "../document.ts";

/**
 * `original` as it is at the sizes of `update`; neither is changed. At its own sizes it is what was recorded, with
 * the framework's own words, which a re-run does not have.
 */
export function applyUpdate(original: Document, update: Update): Document {
  if (original.symbols.every(({ name, value }) => (update.sizes[name] ?? value) === value)) return original;
  const { error, ...rest } = original;
  return {
    ...rest,
    ...(error !== undefined && update.verdict === "error" ? { error } : {}),
    verdict: update.verdict,
    headline: update.headline,
    notes: update.notes,
    mismatches: update.mismatches,
    symbols: original.symbols.map((symbol) => ({
      ...symbol,
      value: update.sizes[symbol.name] ?? symbol.value,
    })),
    nodes: original.nodes.map((node) => updateNode(node, update)),
    edges: original.edges.map((edge) => updateEdge(edge, update)),
  };
}

function updateNode(node: Node, update: Update): Node {
  const change = update.nodes[node.id];
  if (change === undefined) return node;
  return {
    ...node,
    status: change.status,
    inputs: change.inputs === undefined ? node.inputs : reshape(node.inputs, change.inputs),
    outputs: change.outputs === undefined ? node.outputs : reshape(node.outputs, change.outputs),
    multiply_adds: change.multiply_adds ?? node.multiply_adds,
  };
}

function reshape(tensors: readonly TensorSpec[], shapes: readonly Shape[]): TensorSpec[] {
  return shapes.map((shape, position) => {
    const tensor = tensors[position];
    if (tensor === undefined) return { dtype: "", device: "", shape };
    return withLetters({ ...tensor, shape }, tensor);
  });
}

/** A size that was moved has been given: it is a number from now on. */
function withLetters<T extends TensorSpec | Edge>(updated: T, before: T): T {
  if (before.letters === undefined) return updated;
  updated.letters = before.letters.map((letter, axis) =>
    updated.shape[axis] === before.shape[axis] ? letter : "",
  );
  return updated;
}

function updateEdge(edge: Edge, update: Update): Edge {
  const change = update.edges[edge.id];
  if (change === undefined) return edge;
  // Engines copy an object much quicker than what is left of one.
  const updated: Edge = { ...edge, status: change.status, shape: change.shape };
  if (change.expected === undefined) delete updated.expected;
  else updated.expected = change.expected;
  return withLetters(updated, edge);
}
