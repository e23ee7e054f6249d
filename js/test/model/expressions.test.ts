import { expect, test } from "vitest";
import type { Condition, Expression } from "../../src/document.ts";
import {
  conditionText,
  evaluate,
  expressionText,
  filled,
  formulaText,
  holds,
} from "../../src/model/expressions.ts";
import { expressions } from "../fixtures.ts";

test.each(expressions().expressions)("$text has the values that Python finds", ({ expression, cases }) => {
  for (const { sizes, value } of cases) expect(evaluate(expression, sizes)).toBe(value ?? Number.NaN);
});

test.each(expressions().expressions)("$text is written as Python writes it", ({ expression, text }) => {
  expect(expressionText(expression)).toBe(text);
});

test.each(expressions().conditions)("$text holds where Python says so", ({ condition, cases }) => {
  for (const { sizes, holds: wanted } of cases) expect(holds(condition, sizes)).toBe(wanted);
});

test.each(expressions().conditions)("the condition $text is written as Python writes it", (each) => {
  expect(conditionText(each.condition)).toBe(each.text);
});

test("a formula is the shape with each size as an expression", () => {
  expect(formulaText(["N", 16, ["//", "H", 2], ["-", "W", 2]])).toBe("N × 16 × ⌊H/2⌋ × (W − 2)");
  expect(formulaText(["N", 16, ["//", "H", 2], ["-", "W", 2]], true)).toBe("N×16×⌊H/2⌋×(W − 2)");
  expect(formulaText([])).toBe("scalar");
});

test("a symbol that is not there, an unknown operator and what comes of them have no value", () => {
  const odd = ["launch", "H", 2] as unknown as Expression;
  expect(evaluate("toString", { H: 4 })).toBeNaN();
  expect(evaluate(["+", ["max", "L", 2], 1], { H: 4 })).toBeNaN();
  expect(evaluate(odd, { H: 4 })).toBeNaN();
  expect(holds(["==", odd, 1] as Condition, { H: 4 })).toBeNull();
});

test("the values stand in a text in the places of their numbers", () => {
  const template = { text: "⌊{0}/2⌋ = {1}, {2} and {3}", values: ["H", ["//", "H", 2], ["//", "H", 0]] };
  expect(filled(template as Parameters<typeof filled>[0], { H: 5 })).toBe("⌊5/2⌋ = 2, ? and {3}");
});
