import { expect, test } from "vitest";
import type { Symbol as SizeSymbol } from "../../src/document.ts";
import { findTie, parseSize, sizesOf, withSize } from "../../src/model/sizes.ts";
import { cnn } from "../fixtures.ts";

const symbols = () => cnn().symbols as [SizeSymbol, SizeSymbol, SizeSymbol];

test.each(["", "x", "1.5", "-3", "0", "257", "1e2"])(
  "%o is no size, and the sentence says what is",
  (text) => {
    const [, height] = symbols();
    expect(parseSize(height, text)).toEqual({ problem: "H must be a whole number from 1 to 256." });
  },
);

test("a whole number in the range is a size", () => {
  expect(parseSize(symbols()[1], " 256 ")).toEqual({ size: 256 });
});

test("tied height and width change together, within their ranges", () => {
  const [batch, height, width] = symbols();
  const tie = findTie([batch, height, { ...width, maximum: 100 }]);
  const sizes = sizesOf(symbols());
  expect(withSize(sizes, height, 28, tie)).toEqual({ N: 1, H: 28, W: 28 });
  expect(withSize(sizes, height, 200, tie)).toEqual({ N: 1, H: 200, W: 100 });
  expect(withSize(sizes, batch, 8, tie)).toEqual({ N: 8, H: 64, W: 64 });
  expect(withSize(sizes, height, 28, null)).toEqual({ N: 1, H: 28, W: 64 });
});

test("there is a tie only between one height and one width", () => {
  const [batch, height, width] = symbols();
  expect(findTie([batch, height])).toBeNull();
  expect(findTie([height, width, { ...height, name: "H2" }])).toBeNull();
});
