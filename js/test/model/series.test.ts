import { expect, test } from "vitest";
import type { Document } from "../../src/document.ts";
import { initiallyOpen, visibleNode, visibleNodes } from "../../src/model/folding.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { describeNode, subtitle } from "../../src/model/labels.ts";
import { liftEdges } from "../../src/model/links.ts";
import { seriesNode } from "../../src/model/series.ts";
import { Session } from "../../src/model/session.ts";
import { layerTable } from "../../src/model/table.ts";
import { applyUpdate } from "../../src/model/update.ts";
import { repeatedBlocks } from "../fixtures.ts";

const find = (document: Document, id: string) => document.nodes.find((node) => node.id === id);

function seriesOf(document: Document): (readonly string[])[] {
  return [...indexGraph(document).series.values()].map((series) => series.members);
}

test("equal blocks that feed each other are one series", () => {
  expect(seriesOf(repeatedBlocks(4))).toEqual([["h0", "h1", "h2", "h3"]]);
});

test("two equal blocks stand for themselves", () => {
  expect(seriesOf(repeatedBlocks(2))).toEqual([]);
});

test.each<[string, (document: Document) => void]>([
  ["another class", (document) => Object.assign(find(document, "h3") ?? {}, { target: "Other" })],
  [
    "another summary inside",
    (document) => Object.assign(find(document, "linear3") ?? {}, { summary: "8 → 8" }),
  ],
  [
    "another shape",
    (document) =>
      Object.assign(find(document, "h3") ?? {}, {
        outputs: [{ shape: [9], dtype: "float32", device: "cpu" }],
      }),
  ],
  ["a mismatch", (document) => Object.assign(find(document, "linear3") ?? {}, { status: "mismatch" })],
  [
    "other edges inside",
    (document) => {
      document.edges = document.edges.filter((edge) => edge.id !== "norm3-add3");
    },
  ],
  [
    "nothing from the block before",
    (document) => {
      for (const edge of document.edges) if (edge.source === "add2") edge.source = "x";
    },
  ],
])("a block with %s ends the series", (_, change) => {
  const document = repeatedBlocks(7);
  change(document);
  expect(seriesOf(document)[0]).toEqual(["h0", "h1", "h2"]);
});

test("a block in which something fails belongs to no series", () => {
  const document = repeatedBlocks(7);
  Object.assign(find(document, "linear3") ?? {}, { status: "mismatch" });
  expect(seriesOf(document)).toEqual([
    ["h0", "h1", "h2"],
    ["h4", "h5", "h6"],
  ]);
});

test("a series opens folded, even in a small model, and its blocks stay folded when it is opened", () => {
  const document = repeatedBlocks(3);
  const graph = indexGraph(document);
  const open = initiallyOpen(document, graph);
  expect(visibleNodes(graph, open)).toEqual(["x", "model", "series-h0", "head"]);
  expect(visibleNode(graph, open, "linear1")).toBe("series-h0");
  expect(visibleNodes(graph, new Set([...open, "series-h0"]))).toEqual([
    "x",
    "model",
    "series-h0",
    "h0",
    "h1",
    "h2",
    "head",
  ]);
});

test("the edges into and out of a folded series are those of its first and last block", () => {
  const links = liftEdges(indexGraph(repeatedBlocks(3)), new Set(["model"]));
  expect(links.map(({ source, target, edges }) => [source, target, edges])).toEqual([
    ["x", "series-h0", ["x-norm0", "x-add0"]],
    ["series-h0", "head", ["add2-head"]],
  ]);
});

test("a series is labelled with its first and last block, their class and the shape that each gives", () => {
  const document = repeatedBlocks(12);
  const graph = indexGraph(document);
  const card = graph.nodes.get("series-h0");
  expect(card).toMatchObject({ label: "h[0] … h[11]", repeats: 12, parameter_count: 12 * 72, status: "ok" });
  expect(card && subtitle(graph, card)).toBe("Block · 2 × 8 each");
  expect(card && describeNode(document, card)).toBe("h[0] … h[11], Block, 12 times, gives 2 × 8");
});

test("where a change of sizes makes the blocks differ, the label shows the first and …", () => {
  const session = new Session(repeatedBlocks(3));
  const update = {
    sizes: { N: 3 },
    verdict: "ok" as const,
    headline: "",
    mismatches: [],
    notes: [],
    edges: {},
  };
  const nodes = { h1: { status: "ok" as const, outputs: [[2, 9]] } };
  session.show(applyUpdate(session.original, { ...update, nodes }));
  expect(session.nodes.get("series-h0")).toMatchObject({ summary: "2 × 8 …", status: "ok" });
  session.show(applyUpdate(session.original, { ...update, nodes: { h2: { status: "mismatch" } } }));
  expect(session.nodes.get("series-h0")).toMatchObject({ summary: "2 × 8 each", status: "mismatch" });
});

test("a series takes what its first block takes and gives what its last one gives", () => {
  const document = repeatedBlocks(3);
  Object.assign(find(document, "h2") ?? {}, { outputs: [] });
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  expect(seriesNode({ id: "s", members: ["h0", "h1", "h2"] }, nodes).outputs).toEqual([]);
});

test("the layer table lists each block as the document has it", () => {
  const document = repeatedBlocks(3);
  const rows = layerTable(document, indexGraph(document));
  expect(rows.filter(({ kind }) => kind === "Block").map(({ id, depth }) => [id, depth])).toEqual([
    ["h0", 1],
    ["h1", 1],
    ["h2", 1],
  ]);
});
