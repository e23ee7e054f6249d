import { expect, test } from "vitest";
import type { Edge } from "../../src/document.ts";
import { formatShape, formatTensor, formatTensorTight, shorten } from "../../src/model/formats.ts";
import { indexGraph } from "../../src/model/graph.ts";
import {
  conflictText,
  describeNode,
  edgeTexts,
  firstLines,
  labelLines,
  subtitle,
} from "../../src/model/labels.ts";
import { BOTH, FORMULAS, type Notation, NUMBERS } from "../../src/model/notation.ts";
import { cnn, edge, mismatchLabels, node, unet } from "../fixtures.ts";

test("shapes are written with crosses, wide in the graph and tight in the code", () => {
  expect(formatShape([1, 3, 64, 64])).toBe("1 × 3 × 64 × 64");
  expect(formatTensorTight({ shape: [1, 3, 64, 64] })).toBe("1×3×64×64");
  expect(formatShape([])).toBe("scalar");
});

test("a letter stands in place of a size that nobody gave", () => {
  const tensor = { shape: [32, 26, 26, 8], letters: ["N", "", "", ""] };
  expect(formatTensor(tensor)).toBe("N × 26 × 26 × 8");
  expect(formatTensorTight(tensor)).toBe("N×26×26×8");
});

test.each([
  [{ shape: [1, 10] }, ["1 × 10"]],
  [{ shape: [1, 10], status: "assumed" as const }, ["1 × 10 as if it fitted", "1 × 10"]],
  [
    { shape: [1, 16384], expected: [1, 3136], status: "mismatch" as const },
    ["✗ 1 × 16384 ≠ 3136", "✗ 16384 ≠ 3136"],
  ],
  [
    { shape: [2, 16, 8], expected: [2, 15, 8], status: "mismatch" as const },
    ["✗ 2 × 16 × 8 ≠ 15 in axis 1", "✗ 16 ≠ 15 in axis 1"],
  ],
  [{ shape: [2, 16], expected: [3, 15], status: "mismatch" as const }, ["✗ 2 × 16 ≠ 3 × 15"]],
  [{ shape: [2, 16], expected: [2, 4, 4], status: "mismatch" as const }, ["✗ 2 × 16 ≠ 2 × 4 × 4"]],
  [{ shape: [2, 16], status: "mismatch" as const }, ["✗ 2 × 16"]],
])("the edge %o is labelled %o", (rest, texts) => {
  expect(edgeTexts(edge("a", "b", rest))).toEqual(texts);
});

test.each(mismatchLabels())(
  "the mismatch $label is worded as in the text report",
  ({ actual, expected, letters, label }) => {
    const rest = {
      ...(expected === null ? {} : { expected }),
      ...(letters === undefined ? {} : { letters }),
    };
    expect(edgeTexts(edge("a", "b", { shape: actual, status: "mismatch", ...rest }))[0]).toBe(label);
  },
);

test("a label with more kinds of shapes than there is room for shows the first of them and …", () => {
  const edges = [[1], [2], [3]].map((shape) => edge("a", "b", { shape }));
  const lines = labelLines(edges, NUMBERS);
  const first = (count: number) => firstLines(lines, count).map(({ texts }) => texts[0]);
  expect(first(1)).toEqual(["1 …"]);
  expect(first(2)).toEqual(["1", "2 …"]);
  expect(first(3)).toEqual(["1", "2", "3"]);
});

test("a label for several edges names each shape once, the mismatch first, and counts the rest", () => {
  const shapes = [[1], [2], [2], [3], [4], [5]];
  const edges = shapes.map((shape) => edge("a", "b", { shape }));
  edges.push(edge("a", "b", { shape: [6], expected: [7], status: "mismatch" }));
  expect(labelLines(edges, NUMBERS).map(({ texts }) => texts[0])).toEqual(["✗ 6 ≠ 7", "1", "2", "+3 more"]);
});

test("a node is described with what it expects and gets", () => {
  const document = cnn();
  const [fc1, relu] = ["n7", "n4"].map((id) => document.nodes.find((each) => each.id === id));
  expect(fc1 && describeNode(document, fc1)).toBe("fc1, Linear, expects 3136, gets 16384, mismatch");
  expect(relu && describeNode(document, relu)).toBe("relu, call, gives 1 × 16 × 64 × 64");
});

test("the second line of a node tells its class and arguments, of a group what it holds", () => {
  const [document, graph] = [unet(), indexGraph(unet())];
  const line = (id: string) => subtitle(graph, document.nodes.find((each) => each.id === id) ?? node(id));
  expect(line("n8")).toBe("MaxPool2d 2×2");
  expect(line("n15")).toBe("dim 1");
  expect(line("n3")).toBe("Block · 4 inside");
  expect(subtitle(graph, node("z", { status: "unreached" }))).toBe("not reached");
});

test("what does not fit is told in sizes, axes or elements", () => {
  const [mismatch] = cnn().mismatches;
  if (mismatch === undefined) throw new Error("the sample has a mismatch");
  const withConflict = (unit: "size" | "axes" | "elements") =>
    conflictText({ ...mismatch, conflicts: [{ operand: "input", expected: 3, actual: 4, unit }] });
  expect(withConflict("size")).toBe("4 ≠ 3");
  expect(withConflict("axes")).toBe("4 ≠ 3 axes");
  expect(withConflict("elements")).toBe("4 ≠ 3 elements");
  expect(conflictText({ ...mismatch, conflicts: [] })).toBe("✗");
});

test("long names are cut", () => {
  expect(shorten("abcdef", 4)).toBe("abc…");
  expect(shorten("abcd", 4)).toBe("abcd");
});

const halved: Edge = edge("a", "b", {
  shape: [1, 16384],
  formula: ["N", ["*", 16, ["//", "H", 2], ["//", "W", 2]]],
});
const linesIn = (notation: Notation, each: Edge) =>
  labelLines([each], notation).map(({ texts, formula }) => [texts, formula]);

test("a label has its formula beneath the numbers, in their place, or not at all", () => {
  expect(linesIn(BOTH, halved)).toEqual([[["1 × 16384"], "N × 16·⌊H/2⌋·⌊W/2⌋"]]);
  expect(linesIn(FORMULAS, halved)).toEqual([[["N × 16·⌊H/2⌋·⌊W/2⌋"], "N × 16·⌊H/2⌋·⌊W/2⌋"]]);
  expect(linesIn(NUMBERS, halved)).toEqual([[["1 × 16384"], ""]]);
});

test("where no numbers are wanted, what does not fit is told by formula, or by number where that is too long", () => {
  const misfit: Edge = { ...halved, status: "mismatch", expected: [1, 3136] };
  expect(labelLines([misfit], FORMULAS)[0]?.texts).toEqual([
    "✗ N × 16·⌊H/2⌋·⌊W/2⌋ ≠ 3136",
    "✗ 16·⌊H/2⌋·⌊W/2⌋ ≠ 3136",
    "✗ 16384 ≠ 3136",
  ]);
  expect(labelLines([misfit], BOTH)[0]?.texts).toEqual(["✗ 1 × 16384 ≠ 3136", "✗ 16384 ≠ 3136"]);
});

test("a formula of mere numbers, or none, leaves the numbers alone in every notation", () => {
  const fixed = edge("a", "b", { shape: [15, 1], formula: [15, 1] });
  const none = edge("a", "b", { shape: [15, 1] });
  for (const notation of [BOTH, FORMULAS, NUMBERS])
    for (const each of [fixed, none]) expect(linesIn(notation, each)).toEqual([[["15 × 1"], ""]]);
});

test("edges of equal numbers and different formulas are told apart where formulas are shown", () => {
  const edges = [halved, { ...halved, formula: ["N", "L"] }];
  expect(labelLines(edges, BOTH)).toHaveLength(2);
  expect(labelLines(edges, NUMBERS)).toHaveLength(1);
});

test("a size that is not known is a question mark, and so is a shape of which nothing is known", () => {
  expect(formatShape([4, Number.NaN, 8])).toBe("4 × ? × 8");
  expect(formatTensorTight({ shape: [4, Number.NaN] })).toBe("4×?");
  expect(edgeTexts(edge("a", "b", { shape: [Number.NaN, Number.NaN] }))).toEqual(["?"]);
  expect(edgeTexts(edge("a", "b", { shape: [Number.NaN], status: "assumed" }))).toEqual(["?"]);
});
