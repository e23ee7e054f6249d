import { expect, test } from "vitest";
import type { Constraint, Document, Expression, Update } from "../../src/document.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { LocalModel } from "../../src/model/local.ts";
import { applyUpdate } from "../../src/model/update.ts";
import { cnn, cnnAt28, documentOf, edge, node, symbol } from "../fixtures.ts";

function answerAt(document: Document, sizes: Record<string, number>) {
  const answer = new LocalModel(document, indexGraph(document)).answer(sizes);
  if ("reason" in answer) throw new Error(answer.reason);
  return answer;
}

function reasonAt(document: Document, sizes: Record<string, number>): string | null {
  const answer = new LocalModel(document, indexGraph(document)).answer(sizes);
  return "reason" in answer ? answer.reason : null;
}

/** The edges, and the nodes with outputs, of whose shapes some size is not known. */
function unknown({ edges, nodes }: Update): string[] {
  const shapes = [
    ...Object.entries(edges).map(([id, { shape }]) => [id, [shape]] as const),
    ...Object.entries(nodes).map(([id, { outputs = [] }]) => [id, outputs] as const),
  ];
  return shapes.flatMap(([id, all]) => (all.flat().some(Number.isNaN) ? [id] : [])).sort();
}

const tensor = (shape: number[], formula?: Expression[]) => ({
  shape,
  dtype: "float32",
  device: "cpu",
  ...(formula === undefined ? {} : { formula }),
});

/** x → a → b → y, of which `a` has no formula for what it gives. */
function chain(): Document {
  const shape = [8, 16];
  const nodes = [
    node("x", { kind: "input", outputs: [tensor(shape, ["N", 16])] }),
    node("group", {
      kind: "module",
      target: "__main__.Block",
      inputs: [tensor(shape)],
      outputs: [tensor(shape)],
    }),
    node("a", { parent: "group", inputs: [tensor(shape)], outputs: [tensor(shape)] }),
    node("b", { parent: "group", inputs: [tensor(shape)], outputs: [tensor(shape, ["N", 16])] }),
    node("y", { kind: "output", inputs: [tensor(shape)] }),
  ];
  const formula: Expression[] = ["N", 16];
  const edges = [edge("x", "a", { formula }), edge("a", "b"), edge("b", "y", { formula })];
  const symbols = [symbol("N", { axes: [{ node: "x", axis: 0 }] }), symbol("M", { axes: [] })];
  return { ...documentOf(nodes, edges), symbols, fitting: "2 calls, every shape fits" };
}

function constraint(rest: Partial<Constraint>): Constraint {
  return { kind: "rule", expression: ["<=", 2, "N"], holds: true, conflicts: [], edges: [], ...rest };
}

test("the formulas say of 28 × 28 images what the kernel says", () => {
  const { update } = answerAt(cnn(), { N: 1, H: 28, W: 28 });
  expect(update).toEqual(cnnAt28());
});

test("at the recorded sizes nothing differs but the words that only a real run has", () => {
  const document = cnn();
  const { update } = answerAt(document, { N: 1, H: 64, W: 64 });
  expect(update).toMatchObject({ nodes: {}, edges: {}, headline: document.headline, verdict: "mismatch" });
  expect(applyUpdate(document, update)).toBe(document);
});

test("what does not fit at other sizes is told in numbers, axes and edges", () => {
  const { update } = answerAt(cnn(), { N: 4, H: 30, W: 30 });
  expect(update.verdict).toBe("mismatch");
  expect(update.headline).toBe("fc1 expects 3136 features, gets 3600 (= 16·15·15)");
  expect(update.mismatches).toEqual([
    {
      node: "n7",
      message: "fc1 (Linear) expects an input with 3136 features in axis 1, but gets 3600.",
      line: 11,
      edges: ["e5"],
      conflicts: [{ operand: "input", axis: 1, expected: 3136, actual: 3600, unit: "size" }],
      blame: "",
      causes: [],
      fixes: [],
    },
  ]);
  expect(update.edges.e5).toEqual({ status: "mismatch", shape: [4, 3600], expected: [4, 3136] });
  expect(update.edges.e6).toEqual({ status: "assumed", shape: [4, 10] });
  expect(update.nodes.n7).toEqual({ status: "mismatch", inputs: [[4, 3600]], outputs: [[4, 10]] });
  expect(update.nodes.n2).toMatchObject({ status: "mismatch", inputs: [[4, 3, 30, 30]] });
  expect(update.nodes.n8).toEqual({ status: "assumed", inputs: [[4, 10]] });
});

test("past a mismatch that leaves nothing the shapes are not known, and nothing more is refused", () => {
  const { update } = answerAt(cnn(), { N: 1, H: 1, W: 64 });
  expect(update.headline).toBe("pool expects an input of at least 2 in axis 2 for its 2×2 window, gets 1");
  expect(update.mismatches.map((mismatch) => mismatch.node)).toEqual(["n5"]);
  expect(update.edges.e4).toEqual({ status: "assumed", shape: [1, 16, Number.NaN, 32] });
  expect(update.nodes.n7).toMatchObject({ status: "assumed" });
  expect(unknown(update)).toEqual(["e4", "e5", "n5", "n6"]);
});

test("several mismatches are counted in the headline, and a node refuses but once", () => {
  const document = cnn();
  const [height, width, features] = document.constraints as [Constraint, Constraint, Constraint];
  const other = constraint({ node: "n3", expression: ["<=", 100, "H"], edges: [{ edge: "e1" }] });
  document.constraints = [features, width, height, other];
  const { update } = answerAt(document, { N: 1, H: 30, W: 30 });
  expect(update.headline).toBe("conv1 does not accept these shapes · 1 more mismatch");
  expect(update.mismatches.map(({ node, line }) => [node, line])).toEqual([
    ["n3", 9],
    ["n7", 11],
  ]);
  document.constraints.push(constraint({ node: "n6", expression: ["<=", 99, "W"], edges: [] }));
  expect(answerAt(document, { N: 1, H: 30, W: 30 }).update.headline).toBe(
    "conv1 does not accept these shapes · 2 more mismatches",
  );
});

test("where a constraint has no headline, its message makes one", () => {
  const document = cnn();
  delete document.constraints[2]?.headline;
  expect(answerAt(document, { N: 1, H: 30, W: 30 }).update.headline).toBe(
    "fc1 expects an input with 3136 features in axis 1, gets 3600",
  );
});

test("a constraint of no call in the graph stands in the headline alone", () => {
  const document = chain();
  const message = {
    text: "Heads expects sizes divisible by 8, but gets {0}.",
    values: ["N"] as Expression[],
  };
  document.constraints = [constraint({ expression: ["==", ["%", "N", 8], 0], message })];
  const { update } = answerAt(document, { N: 9, M: 8 });
  expect(update).toMatchObject({ verdict: "error", headline: "Heads expects sizes divisible by 8, gets 9" });
  expect(update.nodes.a).toEqual({ status: "ok", inputs: [[9, 16]], outputs: [[Number.NaN, Number.NaN]] });
});

test("a shape without formula is not known if a size before it moved, and stands if none did", () => {
  const { update } = answerAt(chain(), { N: 9, M: 8 });
  expect(unknown(update)).toEqual(["a", "a-b", "group"]);
  expect(update.edges["b-y"]).toEqual({ status: "ok", shape: [9, 16] });
  expect(update.nodes.group?.inputs).toEqual([[9, 16]]);
  expect(update.headline).toBe("2 calls, every shape fits, as far as the formulas tell");
  const still = answerAt(chain(), { N: 8, M: 9 });
  expect(still.update).toMatchObject({ nodes: {}, edges: {}, headline: "2 calls, every shape fits" });
});

test("an output that goes nowhere may be unknown, and yet all that is used is known to fit", () => {
  const document = chain();
  document.edges = document.edges.filter(({ source }) => source === "x");
  const { update } = answerAt(document, { N: 9, M: 8 });
  expect(unknown(update)).toContain("a");
  expect(update.headline).toBe("2 calls, every shape fits");
});

test("a knob may reach whatever has no formula", () => {
  const document = chain();
  document.symbols = [symbol("N"), symbol("M", { kind: "knob", line: 3 })];
  expect(unknown(answerAt(document, { N: 8, M: 9 }).update)).toEqual(["a", "a-b", "group"]);
});

test.each([
  [{ H: 28 }, "At these sizes the code goes another way; the formulas cannot tell what happens."],
  [{ N: 2 }, "With another N other calls run; the formulas cannot tell what happens."],
  [{ W: 3 }, "The formulas cannot tell whether fc1 fits at these sizes."],
])("where the formulas do not reach (%o) there is a sentence", (sizes, sentence) => {
  const document = cnn();
  const [batch] = document.symbols;
  if (batch !== undefined) batch.structural = true;
  document.constraints.push(
    constraint({ kind: "branch", expression: ["<=", 30, "H"] }),
    constraint({ node: "n7", expression: ["==", ["//", 8, ["-", "W", 3]], 0] }),
  );
  expect(reasonAt(document, { N: 1, H: 64, W: 64, ...sizes })).toBe(sentence);
  expect(reasonAt(document, { N: 1, H: 64, W: 64 })).toBeNull();
});

test("a recorded mismatch of which no constraint tells stands where nothing before it moved", () => {
  const document = chain();
  const told = { node: "b", message: "b raises ValueError: no", edges: ["a-b"], conflicts: [] };
  document.mismatches = [{ ...told, blame: "b", causes: [], fixes: [] }];
  const { update } = answerAt(document, { N: 8, M: 9 });
  expect(update).toMatchObject({ verdict: "mismatch", headline: "b raises ValueError: no" });
  expect(update.edges["a-b"]).toEqual({ status: "mismatch", shape: [8, 16] });
  expect(reasonAt(document, { N: 9, M: 8 })).toBe("The formulas cannot tell whether b fits at these sizes.");
});

test("a group after a mismatch is assumed to fit, as what is in it", () => {
  const document = chain();
  document.constraints = [constraint({ node: "x", edges: [] })];
  const { update } = answerAt(document, { N: 1, M: 8 });
  expect(update.nodes.group?.status).toBe("assumed");
  expect(update.nodes.x?.status).toBe("mismatch");
});
