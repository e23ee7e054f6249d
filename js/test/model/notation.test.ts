import { expect, test } from "vitest";
import {
  BOTH,
  FORMULAS,
  hasFormulas,
  initialNotation,
  NUMBERS,
  switched,
  symbolicText,
} from "../../src/model/notation.ts";
import { cnn, documentOf, edge, node } from "../fixtures.ts";

test("numbers and formulas are switched on and off, but never both off", () => {
  expect(switched(BOTH, "numbers")).toEqual(FORMULAS);
  expect(switched(BOTH, "formulas")).toEqual(NUMBERS);
  expect(switched(NUMBERS, "formulas")).toEqual(BOTH);
  expect(switched(NUMBERS, "numbers")).toEqual(FORMULAS);
  expect(switched(FORMULAS, "formulas")).toEqual(NUMBERS);
});

test("a small graph opens with formulas beneath its numbers, a large one with numbers alone", () => {
  expect(initialNotation(cnn(), 60)).toEqual(BOTH);
  expect(initialNotation(cnn(), 61)).toEqual(NUMBERS);
});

test("a graph in which no shape depends on a symbol has numbers alone", () => {
  const nodes = [node("a"), node("b")];
  const without = documentOf(nodes, [edge("a", "b", { formula: [8, ["*", 2, 8]] })]);
  expect(hasFormulas(without)).toBe(false);
  expect(initialNotation(without, 1)).toEqual(NUMBERS);
  expect(hasFormulas(documentOf(nodes, [edge("a", "b", { formula: [8, ["*", 2, "N"]] })]))).toBe(true);
});

test("a formula tells something only if a symbol stands in it", () => {
  expect(symbolicText(["N", 3, ["//", "H", 2]])).toBe("N × 3 × ⌊H/2⌋");
  expect(symbolicText([["+", 2, 3], 3])).toBe("");
  expect(symbolicText([])).toBe("");
  expect(symbolicText(undefined)).toBe("");
});
