// The sample documents that the Python tests read too, and a small builder for graphs made up in a test.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  Condition,
  Document,
  Edge,
  Edit,
  Expression,
  Node,
  Shape,
  Symbol as SizeSymbol,
  Update,
} from "../src/document.ts";

function read<T>(name: string): T {
  const folder = join(import.meta.dirname, "../../tests/fixtures");
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
}

/** A CNN whose fc1 gets 16384 features and expects 3136. */
export const cnn = () => read<Document>("documents/mismatch_cnn.json");
/** The same with 28 × 28 images, where all fits. */
export const cnnAt28 = () => read<Update>("documents/mismatch_cnn.update.json");
/** Nested groups, a skip connection, a parameter, a call that ran 1,000 times, a mismatch in axis 1. */
export const unet = () => read<Document>("documents/mismatch_unet.json");

/** Three mismatches, the last without a node, and a warning, with blame, causes and fixes. */
export const several = () => read<Document>("documents/several_mismatches.json");

/** Fixes with the cells before and after, and their diffs; Python's tests read them too. */
export const mendedCells = () =>
  read<{ name: string; source: string; edits: Edit[]; mended: string; diff: string[] }[]>(
    "mended_cells.json",
  );

/** How a mismatch is worded, here and in Python. */
export const mismatchLabels = () =>
  read<{ actual: Shape; expected: Shape | null; letters?: string[]; label: string }[]>(
    "mismatch_labels.json",
  );

interface Cases<T> {
  text: string;
  cases: ({ sizes: Record<string, number> } & T)[];
}

/** Expressions and conditions with their texts and values; Python's tests read them too. */
export const expressions = () =>
  read<{
    expressions: ({ expression: Expression } & Cases<{ value: number | null }>)[];
    conditions: ({ condition: Condition } & Cases<{ holds: boolean | null }>)[];
  }>("expressions.json");

export function node(id: string, rest: Partial<Node> = {}): Node {
  return {
    id,
    kind: "call",
    op: "relu",
    target: "torch.relu",
    label: id,
    path: "",
    summary: "",
    attributes: {},
    inputs: [],
    outputs: [],
    parameter_count: 0,
    frozen_count: 0,
    parameter_bytes: 0,
    multiply_adds: 0,
    repeats: 1,
    status: "ok",
    workings: [],
    ...rest,
  };
}

export function edge(source: string, target: string, rest: Partial<Edge> = {}): Edge {
  return {
    id: `${source}-${target}`,
    source,
    source_output: 0,
    target,
    target_input: 0,
    shape: [8, 16],
    dtype: "float32",
    device: "cpu",
    status: "ok",
    ...rest,
  };
}

export function symbol(name: string, rest: Partial<SizeSymbol> = {}): SizeSymbol {
  return {
    name,
    value: 8,
    minimum: 1,
    maximum: 64,
    origin: "x axis 0",
    role: "",
    axes: [],
    kind: "axis",
    structural: false,
    ...rest,
  };
}

export function documentOf(nodes: Node[], edges: Edge[]): Document {
  return {
    version: 1,
    source: { name: "In[1]", text: "" },
    verdict: "ok",
    headline: "",
    notes: [],
    fitting: "",
    symbols: [],
    nodes,
    edges,
    lines: [],
    constraints: [],
    mismatches: [],
    warnings: [],
  };
}

/** `blocks` groups after each other, each of two nodes around which the tensor also runs past. */
export function residualBlocks(blocks: number): Document {
  const nodes = [node("x", { kind: "input" })];
  const edges: Edge[] = [];
  let last = "x";
  for (let block = 0; block < blocks; block++) {
    const [group, norm, linear, add] = [`g${block}`, `norm${block}`, `linear${block}`, `add${block}`];
    nodes.push(node(group, { kind: "module", target: "__main__.Block" }));
    nodes.push(...[norm, linear, add].map((id) => node(id, { parent: group })));
    edges.push(edge(last, norm), edge(norm, linear), edge(linear, add), edge(last, add, { target_input: 1 }));
    last = add;
  }
  return documentOf(nodes, edges);
}

/** A model of equal blocks `h[0]`, `h[1]`, …, each with a skip connection, before a head. */
export function repeatedBlocks(blocks: number): Document {
  const tensors = [{ shape: [2, 8], dtype: "float32", device: "cpu" }];
  const block = { kind: "module", target: "__main__.Block", parent: "model", parameter_count: 72 } as const;
  const nodes = [node("x", { kind: "input" }), node("model", { kind: "module", target: "__main__.Model" })];
  const edges: Edge[] = [];
  const shape = [2, 8];
  let last = "x";
  for (let number = 0; number < blocks; number++) {
    const [group, norm, linear, add] = [`h${number}`, `norm${number}`, `linear${number}`, `add${number}`];
    nodes.push(node(group, { ...block, label: `h[${number}]`, inputs: tensors, outputs: tensors }));
    nodes.push(...[norm, linear, add].map((id) => node(id, { parent: group })));
    edges.push(edge(last, norm, { shape }), edge(norm, linear, { shape }), edge(linear, add, { shape }));
    edges.push(edge(norm, add, { shape, target_input: 1 }), edge(last, add, { shape, target_input: 2 }));
    last = add;
  }
  nodes.push(node("head", { parent: "model" }));
  edges.push(edge(last, "head", { shape }));
  return { ...documentOf(nodes, edges), symbols: [symbol("N", { value: 2, role: "batch" })] };
}
