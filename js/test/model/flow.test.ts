import { expect, test } from "vitest";
import { flowAlong, flowThrough } from "../../src/model/flow.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { edge, unet } from "../fixtures.ts";

test("the path through a node holds all that it came from and all that came of it", () => {
  const { nodes } = flowThrough(indexGraph(unet()), "n8");
  expect([...nodes].sort()).toContain("n1");
  expect(nodes.has("n24")).toBe(true);
  expect(nodes.has("n22")).toBe(false);
});

test("the skip connection is not on the path through the middle", () => {
  const { edges } = flowThrough(indexGraph(unet()), "n8");
  expect(edges.has("e11")).toBe(false);
  expect(edges.has("e12")).toBe(true);
});

test("the path along an edge ends at inputs and outputs", () => {
  const graph = indexGraph(unet());
  const flow = flowAlong(graph, graph.edges.get("e19") ?? edge("", ""));
  expect(flow.nodes).toEqual(new Set(["n22", "n23", "n24"]));
  expect(flow.edges).toEqual(new Set(["e19", "e20"]));
});

test("the path through a group is that of all inside it", () => {
  expect(flowThrough(indexGraph(unet()), "n9").nodes.has("n13")).toBe(true);
});
