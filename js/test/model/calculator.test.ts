import { expect, test } from "vitest";
import type { Expression } from "../../src/document.ts";
import { Calculator } from "../../src/model/calculator.ts";
import { expressions } from "../fixtures.ts";

test("many expressions worked out together have the values that each has alone", () => {
  const calculator = new Calculator();
  const all = expressions().expressions.map((each) => ({
    ...each,
    place: calculator.place(each.expression),
  }));
  for (const { place, cases } of all) {
    for (const { sizes, value } of cases) {
      calculator.run(sizes);
      expect(calculator.value(place)).toBe(value ?? Number.NaN);
    }
  }
});

test("what expressions share is worked out once", () => {
  const calculator = new Calculator();
  const half: Expression = ["//", "H", 2];
  expect(calculator.place(["*", 16, half])).toBe(calculator.place(["*", 16, ["//", "H", 2]]));
  const steps = calculator.steps;
  calculator.place(["+", half, 1]);
  expect(calculator.steps).toBe(steps + 2);
});

test("a symbol and a number of the same text are not taken for each other", () => {
  const calculator = new Calculator();
  const [number, symbol] = [calculator.place(["+", 5, 1]), calculator.place(["+", "5", 1])];
  calculator.run({ "5": 7 });
  expect([calculator.value(number), calculator.value(symbol)]).toEqual([6, 8]);
});
