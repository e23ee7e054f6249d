import { expect, test } from "vitest";
import type { Node } from "../../src/document.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { layerTable } from "../../src/model/table.ts";
import { totalsOf } from "../../src/model/totals.ts";
import { cnn, documentOf, node, unet } from "../fixtures.ts";

const layer = (id: string, rest: Partial<Node>) =>
  node(id, { kind: "module", target: "torch.nn.Linear", ...rest });

test("the parameters of a group count once for all that is inside it", () => {
  expect(totalsOf(cnn())).toEqual({ parameters: 31818, multiplyAdds: 1800832 });
  expect(totalsOf(unet()).parameters).toBe(40000);
});

test("a module that is called twice counts its parameters once and its multiply-adds twice", () => {
  const document = documentOf(
    [
      layer("net", { target: "Net", parameter_count: 110 }),
      layer("a", { label: "fc", path: "fc", parent: "net", parameter_count: 110, multiply_adds: 100 }),
      layer("b", { label: "fc", path: "fc", parent: "net", parameter_count: 110, multiply_adds: 100 }),
    ],
    [],
  );
  expect(totalsOf(document)).toEqual({ parameters: 110, multiplyAdds: 200 });
  expect(layerTable(document, indexGraph(document)).map(({ again }) => again)).toEqual([false, false, true]);
});

test("a step of a loop counts its multiply-adds as often as it ran", () => {
  const cell = layer("cell", { parameter_count: 110, multiply_adds: 100, repeats: 5 });
  const document = documentOf([cell], []);
  expect(totalsOf(document)).toEqual({ parameters: 110, multiplyAdds: 500 });
  expect(layerTable(document, indexGraph(document)).map(({ multiplyAdds }) => multiplyAdds)).toEqual([500]);
});

test("two models of one class count their parameters each", () => {
  const document = documentOf(
    [
      layer("a", { label: "first", parameter_count: 110 }),
      layer("b", { label: "second", parameter_count: 110 }),
      layer("again", { label: "second", parameter_count: 110 }),
    ],
    [],
  );
  expect(totalsOf(document).parameters).toBe(220);
});
