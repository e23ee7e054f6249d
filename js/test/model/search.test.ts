import { expect, test } from "vitest";
import { indexGraph } from "../../src/model/graph.ts";
import { search } from "../../src/model/search.ts";
import { layerTable } from "../../src/model/table.ts";
import { cnn, unet } from "../fixtures.ts";

test("nodes are found by label, path, operation and class, in the order in which they ran", () => {
  expect(search(unet(), "MERGE/")).toEqual(["n17", "n19"]);
  expect(search(unet(), "conv2d")).toEqual(["n4", "n6", "n10", "n12", "n17", "n19"]);
  expect(search(unet(), "tanh")).toEqual(["n21"]);
});

test("nothing is found for nothing", () => {
  expect(search(unet(), "  ")).toEqual([]);
  expect(search(unet(), "lstm")).toEqual([]);
});

test("the layer table lists what ran, indented by group, with the sums of groups", () => {
  const rows = layerTable(cnn(), indexGraph(cnn()));
  expect(rows.map(({ layer, depth, kind }) => [layer, depth, kind])).toEqual([
    ["x", 0, "input"],
    ["Net", 0, ""],
    ["conv1", 1, "Conv2d"],
    ["relu", 1, "call"],
    ["pool", 1, "MaxPool2d"],
    ["view", 1, "call"],
    ["fc1", 1, "Linear"],
  ]);
  expect(rows[1]).toMatchObject({
    outputs: [{ shape: "1 × 10", formula: "N × 10" }],
    parameters: 31818,
    multiplyAdds: 1800832,
  });
});

test("the layer table counts folded runs", () => {
  expect(layerTable(unet(), indexGraph(unet())).find(({ id }) => id === "n21")?.layer).toBe("tanh ×1000");
});
