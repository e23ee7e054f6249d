import { expect, test } from "vitest";
import { indexGraph } from "../../src/model/graph.ts";
import { liftEdges } from "../../src/model/links.ts";
import { documentOf, edge, node, residualBlocks, unet } from "../fixtures.ts";

const pairs = (document: ReturnType<typeof unet>, ...open: string[]) =>
  liftEdges(indexGraph(document), new Set(open)).map(({ source, target }) => `${source} ${target}`);

test("edges end at the closed groups around their ends", () => {
  expect(pairs(unet(), "n2", "n9", "n16").slice(0, 3)).toEqual(["n1 n3", "n3 n8", "n8 n10"]);
});

test("edges inside a closed group are not drawn", () => {
  expect(pairs(unet())).toEqual(["n1 n2", "n2 n24"]);
});

test("several edges between the same two nodes are one link", () => {
  const document = documentOf(
    [node("a"), node("g", { kind: "module" }), node("b", { parent: "g" }), node("c", { parent: "g" })],
    [edge("a", "b"), edge("a", "c", { source_output: 1 })],
  );
  const links = liftEdges(indexGraph(document), new Set());
  expect(links.map((link) => link.edges)).toEqual([["a-b", "a-c"]]);
});

test("links meet at the innermost group around both ends", () => {
  const links = liftEdges(indexGraph(unet()), new Set(["n2", "n3", "n9", "n16"]));
  const skip = links.find((link) => link.id === "e11");
  expect(skip).toMatchObject({ source: "n7", target: "n15", level: "n2", from: "n3", to: "n15" });
});

test("one tensor into two nodes of a group shares a trunk, different tensors do not", () => {
  const [norm, , , past] = liftEdges(indexGraph(residualBlocks(1)), new Set(["g0"]));
  expect(norm?.trunk).toBe(past?.trunk);
  const document = documentOf(
    [node("a"), node("g", { kind: "module" }), node("b", { parent: "g" }), node("c", { parent: "g" })],
    [edge("a", "b"), edge("a", "c", { source_output: 1 })],
  );
  const [first, second] = liftEdges(indexGraph(document), new Set(["g"]));
  expect(first?.trunk).not.toBe(second?.trunk);
});

test("an edge from a group to what is inside it is not drawn", () => {
  const document = documentOf([node("g", { kind: "module" }), node("a", { parent: "g" })], [edge("g", "a")]);
  expect(liftEdges(indexGraph(document), new Set(["g"]))).toEqual([]);
});
