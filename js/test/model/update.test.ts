import { expect, test } from "vitest";
import { applyUpdate } from "../../src/model/update.ts";
import { cnn, cnnAt28 } from "../fixtures.ts";

test("at the recorded sizes the document is what was recorded", () => {
  const original = cnn();
  const back = { ...cnnAt28(), sizes: { N: 1, H: 64, W: 64 }, mismatches: [] };
  expect(applyUpdate(original, back)).toBe(original);
});

test("an update gives the document at the new sizes", () => {
  const updated = applyUpdate(cnn(), cnnAt28());
  expect(updated.verdict).toBe("ok");
  expect(updated.headline).toBe("4 layers, every shape fits");
  expect(updated.mismatches).toEqual([]);
  expect(updated.symbols.map(({ name, value }) => [name, value])).toEqual([
    ["N", 1],
    ["H", 28],
    ["W", 28],
  ]);
  expect(updated.nodes.find(({ id }) => id === "n6")).toMatchObject({
    status: "ok",
    outputs: [{ shape: [1, 3136], dtype: "float32", device: "cpu" }],
  });
});

test("an edge that fits again loses the shape that was expected", () => {
  const fits = applyUpdate(cnn(), cnnAt28()).edges.find(({ id }) => id === "e5");
  expect(fits).toMatchObject({ status: "ok", shape: [1, 3136] });
  expect(fits).not.toHaveProperty("expected");
});

test("a size that was moved is a number, and no letter stands for it any more", () => {
  const original = cnn();
  const [first] = original.edges;
  if (first === undefined) throw new Error("The document has no edge.");
  const built = { ...original, edges: [{ ...first, letters: first.shape.map(() => "?") }] };
  const shape = first.shape.map((size, axis) => (axis === 0 ? size + 1 : size));
  const update = { ...cnnAt28(), nodes: {}, edges: { [first.id]: { status: "ok" as const, shape } } };
  const letters = applyUpdate(built, update).edges[0]?.letters;
  expect(letters).toEqual(first.shape.map((_, axis) => (axis === 0 ? "" : "?")));
});

test("neither the document nor the update is changed", () => {
  const [document, update] = [cnn(), cnnAt28()];
  applyUpdate(document, update);
  expect(document).toEqual(cnn());
  expect(update).toEqual(cnnAt28());
});

test("what the update does not name stays as it was", () => {
  const update = { ...cnnAt28(), nodes: {}, edges: {} };
  const updated = applyUpdate(cnn(), update);
  expect(updated.nodes).toEqual(cnn().nodes);
  expect(updated.edges).toEqual(cnn().edges);
  expect(updated.lines).toEqual(cnn().lines);
});

test("an error that is gone at the new sizes is gone from the document", () => {
  const document = { ...cnn(), error: { type: "RuntimeError", text: "no" } };
  expect(applyUpdate(document, cnnAt28())).not.toHaveProperty("error");
  expect(applyUpdate(document, { ...cnnAt28(), verdict: "error" }).error?.text).toBe("no");
});
