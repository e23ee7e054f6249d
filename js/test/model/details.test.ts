import { expect, test } from "vitest";
import { detailsOf } from "../../src/model/details.ts";
import { applyUpdate } from "../../src/model/update.ts";
import { cnn, cnnAt28, documentOf, node, several } from "../fixtures.ts";

test("the details of a layer that does not fit say so first, in words", () => {
  const document = cnn();
  const fc1 = document.nodes.find(({ id }) => id === "n7") ?? node("n7");
  const details = new Map(detailsOf(document, fc1).map(({ name, lines }) => [name, lines]));
  expect([...details.keys()][0]).toBe("does not fit");
  expect(details.get("does not fit")).toEqual([
    "✗ 1 × 16384 ≠ 3136",
    "fc1 (Linear) expects an input with 3136 features in axis 1, but gets 16384.",
  ]);
  expect(details.get("state")).toEqual(["its input does not fit"]);
  expect(details.get("inputs")).toMatchObject([{ text: "input: 1 × 16384, float32 on cpu" }]);
  expect(details.get("class")).toEqual(["torch.nn.Linear"]);
  expect(details.get("called in")).toEqual(["line 11"]);
  expect(details.get("defined in")).toEqual(["line 6"]);
  expect(details.get("parameters")).toEqual(["31,370"]);
});

test("operands are called as the framework calls them, and code from elsewhere is quoted with its place", () => {
  const tensor = { shape: [2, 8], dtype: "int64", device: "meta" };
  const each = node("n1", {
    inputs: [
      { ...tensor, name: "query" },
      { ...tensor, name: "mask", shape: [] },
    ],
    origin: { name: "In[2]", line: 14, text: "return self.attend(x)" },
    span: { line: 3, column: 0, end_line: 5, end_column: 1 },
    repeats: 1000,
  });
  expect(detailsOf(documentOf([each], []), each)).toEqual([
    { name: "inputs", lines: ["query: 2 × 8, int64 on meta", "mask: scalar, int64 on meta"] },
    { name: "runs", lines: ["1,000 times"] },
    { name: "class", lines: ["torch.relu"] },
    { name: "called in", lines: ["lines 3 to 5"] },
    { name: "comes from", lines: ["In[2], line 14", "return self.attend(x)"] },
  ]);
});

test("arguments are written as in Python", () => {
  const attributes = {
    kernel_size: [3, 3],
    normalized_shape: [768],
    bias: null,
    inplace: false,
    mode: "nearest",
    eps: 1e-5,
    options: { dim: 1 },
    arguments: ["-1", "dim=2"],
  };
  const each = node("n1", { attributes });
  const lines = detailsOf(documentOf([each], []), each).find(({ name }) => name === "arguments")?.lines;
  expect(lines).toEqual([
    "kernel_size = (3, 3)",
    "normalized_shape = (768,)",
    "bias = None",
    "inplace = False",
    "mode = 'nearest'",
    "eps = 0.00001",
    "options = {dim: 1}",
    "-1",
    "dim=2",
  ]);
});

test("a layer tells its shapes as formulas, what it needs, and how its sizes come about", () => {
  const details = (id: string, document = cnn()) => {
    const found = document.nodes.find((each) => each.id === id) ?? node(id);
    return new Map(detailsOf(document, found).map(({ name, lines }) => [name, lines]));
  };
  const pool = details("n5");
  expect(pool.get("inputs")).toEqual([
    { text: "input: 1 × 16 × 64 × 64, float32 on cpu", formula: "N × 16 × H × W" },
  ]);
  expect(pool.get("outputs")).toEqual([
    { text: "1 × 16 × 32 × 32, float32 on cpu", formula: "N × 16 × ⌊H/2⌋ × ⌊W/2⌋" },
  ]);
  expect(pool.get("how the sizes come about")).toEqual([
    "height: ⌊(64 − 2)/2⌋ + 1 = 32",
    "width: ⌊(64 − 2)/2⌋ + 1 = 32",
  ]);
  expect(details("n7").get("needs")).toEqual(["✗ 16·⌊H/2⌋·⌊W/2⌋ = 3136"]);
  const fitting = applyUpdate(cnn(), cnnAt28());
  expect(details("n7", fitting).get("needs")).toEqual(["✓ 16·⌊H/2⌋·⌊W/2⌋ = 3136"]);
  expect(details("n5", fitting).get("how the sizes come about")?.[0]).toBe("height: ⌊(28 − 2)/2⌋ + 1 = 14");
});

test("a warning is told of its node", () => {
  const loss = several().nodes.find(({ id }) => id === "n3");
  expect(loss && detailsOf(several(), loss).find(({ name }) => name === "warning")?.lines).toEqual([
    "mse_loss compares 32 × 1 with 32: each of the 32 guesses is compared with all 32 targets.",
  ]);
});
