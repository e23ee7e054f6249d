import { expect, test } from "vitest";
import { initiallyOpen, reveal, visibleNode, visibleNodes } from "../../src/model/folding.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { cnn, documentOf, node, residualBlocks, unet } from "../fixtures.ts";

test("a closed group stands for all that is inside it", () => {
  const graph = indexGraph(unet());
  expect(visibleNode(graph, new Set(), "n4")).toBe("n2");
  expect(visibleNode(graph, new Set(["n2"]), "n4")).toBe("n3");
  expect(visibleNode(graph, new Set(["n2", "n3"]), "n4")).toBe("n4");
});

test("an open group inside a closed one is not seen", () => {
  expect(visibleNode(indexGraph(unet()), new Set(["n3"]), "n4")).toBe("n2");
});

test("visible nodes come in the order in which they ran, groups before their content", () => {
  const open = new Set(["n2", "n3"]);
  expect(visibleNodes(indexGraph(unet()), open).slice(0, 7)).toEqual([
    "n1",
    "n2",
    "n3",
    "n4",
    "n5",
    "n6",
    "n7",
  ]);
});

test("a small model opens whole", () => {
  const document = unet();
  expect(initiallyOpen(document, indexGraph(document))).toEqual(new Set(["n2", "n3", "n9", "n16"]));
});

test("a large model opens folded, but along the way to a mismatch", () => {
  const document = residualBlocks(30);
  expect(initiallyOpen(document, indexGraph(document))).toEqual(new Set());
  document.mismatches = [
    { node: "linear7", message: "", edges: [], conflicts: [], blame: "", causes: [], fixes: [] },
  ];
  expect(initiallyOpen(document, indexGraph(document))).toEqual(new Set(["g7"]));
});

test("revealing a node opens all groups around it and closes none", () => {
  expect(reveal(indexGraph(unet()), new Set(["n9"]), "n4")).toEqual(new Set(["n9", "n2", "n3"]));
});

test("a node whose parent is missing stands at the top", () => {
  const graph = indexGraph(documentOf([node("a", { parent: "gone" })], []));
  expect(visibleNodes(graph, new Set())).toEqual(["a"]);
});

test("a document that wants a depth opens to it, and around what does not fit", () => {
  const wanting = (depth: number) => ({ ...cnn(), mismatches: [], depth });
  expect(initiallyOpen(wanting(0), indexGraph(wanting(0)))).toEqual(new Set());
  expect(initiallyOpen(wanting(1), indexGraph(wanting(1)))).toEqual(new Set(["n2"]));
  const failing = { ...cnn(), depth: 0 };
  expect(initiallyOpen(failing, indexGraph(failing))).toEqual(new Set(["n2"]));
});
