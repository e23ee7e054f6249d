import { expect, test } from "vitest";
import { indexGraph } from "../../src/model/graph.ts";
import { lineHints, nodeOfLine, placeOf, spanOf } from "../../src/model/lines.ts";
import { BOTH, FORMULAS } from "../../src/model/notation.ts";
import { applyUpdate } from "../../src/model/update.ts";
import { cnn, cnnAt28, documentOf, node, several, unet } from "../fixtures.ts";

test("each line shows the shape of its result, the failing one what does not fit", () => {
  const hints = lineHints(cnn(), indexGraph(cnn()));
  expect(hints.get(9)).toEqual({ text: "1×16×32×32", kind: "shape" });
  expect(hints.get(11)).toEqual({ text: "16384 ≠ 3136", kind: "mismatch" });
  expect(hints.get(1)).toBeUndefined();
});

test("the hints follow an update", () => {
  const hints = lineHints(applyUpdate(cnn(), cnnAt28()), indexGraph(cnn()));
  expect(hints.get(10)?.text).toBe("1×3136");
  expect(hints.get(11)).toEqual({ text: "1×10", kind: "shape" });
});

test("a line whose shapes vary says so", () => {
  expect(lineHints(unet(), indexGraph(unet())).get(8)?.text).toBe("2×16×32×32 …");
});

test("past a mismatch a line shows the shape that it would have if all before it fitted", () => {
  const hints = lineHints(several(), indexGraph(several()));
  expect(hints.get(20)).toEqual({ text: "4×10", kind: "assumed" });
  expect(hints.get(10)?.kind).toBe("shape");
});

test("a line that was not reached shows no shape", () => {
  const document = documentOf(
    [node("a", { status: "unreached", outputs: [{ shape: [1], dtype: "", device: "" }] })],
    [],
  );
  document.lines = [{ line: 1, node: "a", output: 0, varies: false }];
  expect(lineHints(document, indexGraph(document)).size).toBe(0);
});

test("a line stands for the last node that ran there, or for the one made there", () => {
  expect(nodeOfLine(cnn(), 9)?.label).toBe("pool");
  expect(nodeOfLine(cnn(), 6)?.label).toBe("fc1");
  expect(nodeOfLine(cnn(), 3)).toBeUndefined();
  expect(nodeOfLine(unet(), 28)?.label).toBe("mul");
});

test("a node without a place in the source has that of the group around it", () => {
  const span = { line: 3, column: 0, end_line: 3, end_column: 5 };
  const graph = indexGraph(documentOf([node("g", { kind: "module", span }), node("a", { parent: "g" })], []));
  expect(spanOf(graph, "a")).toEqual(span);
});

test("a line with a warning has its sign, one that fails without a node what does not fit", () => {
  const hints = lineHints(several(), indexGraph(several()));
  expect(hints.get(15)).toEqual({ text: "⚠", kind: "warning" });
  expect(hints.get(21)).toEqual({ text: "10 ≠ 3", kind: "mismatch" });
});

test("what has no node stands on its whole line, if the source has that", () => {
  const graph = indexGraph(several());
  expect(placeOf(several(), graph, { line: 20 })).toEqual({
    line: 20,
    column: 0,
    end_line: 20,
    end_column: 13,
  });
  expect(placeOf(several(), graph, { line: 99 })).toBeUndefined();
  expect(placeOf(several(), graph, {})).toBeUndefined();
});

test("a line has the formula of its result where formulas alone are wanted, and numbers where there is none", () => {
  const hints = lineHints(cnn(), indexGraph(cnn()), FORMULAS);
  expect(hints.get(9)).toEqual({ text: "N×16×⌊H/2⌋×⌊W/2⌋", kind: "shape" });
  expect(hints.get(11)).toEqual({ text: "16384 ≠ 3136", kind: "mismatch" });
  expect(lineHints(cnn(), indexGraph(cnn()), BOTH).get(9)?.text).toBe("1×16×32×32");
  expect(lineHints(unet(), indexGraph(unet()), FORMULAS).get(8)?.text).toBe("2×16×32×32 …");
});

test("a formula that would hide the code is cut", () => {
  const formula = ["batch_size", "sequence_length", "hidden_size", "number_of_heads"];
  const output = { shape: [1, 2, 3, 4], dtype: "", device: "", formula };
  const document = documentOf([node("a", { outputs: [output] })], []);
  document.lines = [{ line: 1, node: "a", output: 0, varies: false }];
  expect(lineHints(document, indexGraph(document), FORMULAS).get(1)).toEqual({
    text: "batch_size×sequence_length×hidden_size×…",
    kind: "shape",
    whole: "batch_size×sequence_length×hidden_size×number_of_heads",
  });
});
