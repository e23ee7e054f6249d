import { expect, test } from "vitest";
import { difference, onLines } from "../../src/model/changes.ts";

function marked(before: string, after: string): string[] {
  const [old, mended] = difference(before, after);
  return [before.slice(old.from, old.to), after.slice(mended.from, mended.to)];
}

test("whole words differ, never letters of them", () => {
  expect(marked("LSTM(8, bidirectional=True)", "LSTM(8, bidirectional=False)")).toEqual(["True", "False"]);
  expect(marked("nn.Linear(16 * 14 * 14, 10)", "nn.Linear(16 * 32 * 32, 10)")).toEqual([
    "14 * 14",
    "32 * 32",
  ]);
  expect(marked("größe = 3", "größe2 = 3")).toEqual(["größe", "größe2"]);
});

test("where something is only put in, only the new text has a mark", () => {
  expect(marked("mse_loss(guess, y)", "mse_loss(guess.squeeze(1), y)")).toEqual(["", ".squeeze(1)"]);
  expect(marked("f(x, x)", "f(x)")).toEqual([", x", ""]);
});

test("texts that have nothing in common have no marks", () => {
  expect(marked("    x = 1", "    print(y)")).toEqual(["", ""]);
  expect(marked("x", "x")).toEqual(["", ""]);
});

test("a stretch is cut at the ends of lines, without the blanks there", () => {
  const text = "f(\n    10,\n\n)";
  expect(onLines(text, { from: 2, to: text.length - 1 }).map(({ from, to }) => [from, to])).toEqual([
    [2, 2],
    [4, 7],
    [0, 0],
    [0, 0],
  ]);
});
