import { expect, test } from "vitest";
import type { Ranges, Symbol as SizeSymbol } from "../../src/document.ts";
import { FittingRanges, rangesText, stretches } from "../../src/model/ranges.ts";
import { findTie } from "../../src/model/sizes.ts";
import { cnn, symbol } from "../fixtures.ts";

test.each<[Ranges, string]>([
  [[[28, 29]], "fits for 28 to 29"],
  [[[1, 64]], "fits for 1 to 64"],
  [
    [
      [8, 8],
      [16, 16],
      [24, 30],
    ],
    "fits for 8, 16 and 24 to 30",
  ],
  [[1, 3, 5, 7, 9, 11].map((size) => [size, size]), "fits for 1, 3, 5, 7, 9 and 1 more"],
  [[1, 3, 5, 7, 9, 11, 13].map((size) => [size, size]), "fits for 1, 3, 5, 7, 9 and 2 more"],
  [[], "fits for no size, the others being as they are"],
])("the ranges %j read as words", (ranges, text) => {
  expect(rangesText(ranges)).toBe(text);
});

test("a range lies on the slider about the places of its sizes", () => {
  const slider = symbol("H", { minimum: 0, maximum: 100 });
  expect(stretches(slider, [[28, 29]])).toEqual([{ left: 27.5, width: 2, mixed: false }]);
  expect(stretches(slider, [[0, 100]])).toEqual([{ left: 0, width: 100, mixed: false }]);
  expect(stretches(symbol("H", { minimum: 3, maximum: 3 }), [[3, 3]])).toEqual([
    { left: 0, width: 50, mixed: false },
  ]);
});

test("single sizes that would not be seen apart are marked as one stretch in which some fit", () => {
  const slider = symbol("H", { minimum: 0, maximum: 200 });
  const multiples = (step: number, count: number): Ranges =>
    Array.from({ length: count }, (_, index) => [100 + step * index, 100 + step * index]);
  expect(stretches(slider, multiples(3, 5))).toEqual([{ left: 49.75, width: 6.5, mixed: true }]);
  expect(stretches(slider, multiples(4, 5))).toHaveLength(5);
  expect(stretches(slider, [[80, 98], ...multiples(3, 2)])).toEqual([
    { left: 39.75, width: 9.5, mixed: false },
    { left: 49.75, width: 2, mixed: true },
  ]);
});

test("while the others are as recorded the ranges are those of the document", () => {
  const document = cnn();
  const [, height] = document.symbols as [SizeSymbol, SizeSymbol];
  const ranges = new FittingRanges(document, height);
  expect(ranges.at({ N: 1, H: 5, W: 64 }, null)).toEqual([]);
  expect(ranges.at({ N: 1, H: 5, W: 5 }, findTie(document.symbols))).toEqual([[28, 29]]);
});

test("when others moved the constraints tell the ranges", () => {
  const document = cnn();
  const [batch, height] = document.symbols as [SizeSymbol, SizeSymbol];
  expect(new FittingRanges(document, batch).at({ N: 1, H: 28, W: 28 }, null)).toEqual([[1, 64]]);
  expect(new FittingRanges(document, height).at({ N: 1, H: 64, W: 14 }, null)).toEqual([[56, 57]]);
  expect(new FittingRanges(document, height).at({ N: 2, H: 64, W: 64 }, findTie(document.symbols))).toEqual([
    [28, 29],
  ]);
});

test("ranges that Python did not tell, and those beside a size along which other calls run, are not known", () => {
  const document = cnn();
  const [batch, height] = document.symbols as [SizeSymbol, SizeSymbol];
  batch.structural = true;
  expect(new FittingRanges(document, height).at({ N: 2, H: 64, W: 64 }, null)).toBeNull();
  delete height.valid;
  expect(new FittingRanges(document, height).at({ N: 1, H: 64, W: 64 }, null)).toBeNull();
});

test("where the constraints tell less than the document, they tell nothing of other sizes", () => {
  const document = cnn();
  const [batch] = document.symbols as [SizeSymbol];
  batch.valid = [[1, 8]];
  expect(new FittingRanges(document, batch).at({ N: 1, H: 28, W: 28 }, null)).toBeNull();
});

test("beside sizes at which the code goes another way the ranges are not known", () => {
  const document = cnn();
  const [batch] = document.symbols as [SizeSymbol];
  const at28 = { N: 1, H: 28, W: 28 };
  document.constraints.push({
    kind: "branch",
    expression: ["<=", 2, "H"],
    holds: true,
    conflicts: [],
    edges: [],
  });
  expect(new FittingRanges(document, batch).at(at28, null)).toEqual([[1, 64]]);
  expect(new FittingRanges(document, batch).at({ ...at28, H: 1 }, null)).toBeNull();
});
