import { expect, test } from "vitest";
import { cellsBelow, type WidgetManager } from "../src/notebook.ts";

/** A notebook of code cells as JupyterLab shares it: the source of each, and what its outputs hold. */
function notebookOf(cells: [source: string, outputs: string][], readOnly = false) {
  const sources = cells.map(([source]) => source);
  const shared = cells.map(([source, text]) => ({
    getSource: () => source,
    getOutputs: () => [{ data: { "text/html": text } }],
  }));
  const insertCell = (index: number, cell: { source: string }) => sources.splice(index, 0, cell.source);
  const manager: WidgetManager = {
    context: { model: { readOnly, sharedModel: { cells: shared, insertCell } } },
  };
  return { manager, sources };
}

test("a cell goes below the one whose output holds the mark", () => {
  const { manager, sources } = notebookOf([
    ["import torch", ""],
    ["model(x)", '<div id="shapeviz-1">'],
    ["last", ""],
  ]);
  expect(cellsBelow(manager, "shapeviz-1")?.("model(y)")).toBe(true);
  expect(sources).toEqual(["import torch", "model(x)", "model(y)", "last"]);
});

test("the new cell is checked as the old one was", () => {
  const { manager, sources } = notebookOf([["%%shapecheck --depth 2\nmodel(x)", "mark"]]);
  cellsBelow(manager, "mark")?.("model(y)");
  expect(sources[1]).toBe("%%shapecheck --depth 2\nmodel(y)");
});

test("where the cell is not to be found, or the notebook refuses, nothing is put", () => {
  const { manager, sources } = notebookOf([["model(x)", ""]]);
  expect(cellsBelow(manager, "mark")?.("model(y)")).toBe(false);
  expect(sources).toEqual(["model(x)"]);
  const refusing = notebookOf([["model(x)", "mark"]]).manager;
  const model = refusing.context?.model?.sharedModel;
  const insertCell = () => {
    throw new Error("refused");
  };
  const broken = { context: { model: { sharedModel: { cells: model?.cells ?? [], insertCell } } } };
  expect(cellsBelow(broken, "mark")?.("model(y)")).toBe(false);
});

test("elsewhere than in a notebook that can be written there is no way", () => {
  expect(cellsBelow(undefined, "mark")).toBeNull();
  expect(cellsBelow({}, "mark")).toBeNull();
  expect(cellsBelow(notebookOf([["model(x)", "mark"]], true).manager, "mark")).toBeNull();
  expect(cellsBelow(notebookOf([["model(x)", ""]]).manager, "")).toBeNull();
});
