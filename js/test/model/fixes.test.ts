import { expect, test } from "vitest";
import type { Fix } from "../../src/document.ts";
import { applyFix, dedent, diffOf, trialText } from "../../src/model/fixes.ts";
import { mendedCells, several } from "../fixtures.ts";

function fixOf(rest: Partial<Fix>): Fix {
  return { title: "", edits: [], verified: false, outcome: "", reason: "", ...rest };
}

for (const { name, source, edits, mended, diff } of mendedCells()) {
  test(`${name}, as Python does it`, () => {
    expect(applyFix(source, fixOf({ edits }))).toBe(mended);
    expect(diffOf(fixOf({ edits })).map(({ sign, line, text }) => `${sign} ${line} ${text}`)).toEqual(diff);
  });
}

test("a line that is gone is named", () => {
  const edits = [{ line: 2, old: "    y = x", new: "    y = 2 * x" }];
  expect(() => applyFix("x = 1", fixOf({ edits }))).toThrow("The source has no line 'y = x'.");
});

test("every fix of the sample document can be applied", () => {
  const { source, mismatches, warnings } = several();
  for (const { fixes } of [...mismatches, ...warnings]) {
    for (const fix of fixes) expect(applyFix(source.text, fix)).not.toBe(source.text);
  }
});

test("indentation that the changed lines share is left out, blank lines aside", () => {
  const edits = [{ line: 1, old: "    f(x)", new: "    f(\n\n        x,\n    )" }];
  expect(dedent(diffOf(fixOf({ edits }))).map(({ text }) => text)).toEqual(["f(x)", "f(", "", "    x,", ")"]);
});

test("what changed in a line is known, wherever its indentation ends", () => {
  const edits = [{ line: 1, old: "    f(x, flag=True)", new: "    f(x, flag=False)" }];
  const marked = dedent(diffOf(fixOf({ edits }))).map(({ text, changed }) =>
    text.slice(changed.from, changed.to),
  );
  expect(marked).toEqual(["True", "False"]);
});

test("in lines that are only added or taken away nothing is marked", () => {
  const edits = [
    { line: 1, new: "x = 1" },
    { line: 2, old: "y = 2", new: "" },
  ];
  expect(diffOf(fixOf({ edits })).map(({ changed }) => changed.to)).toEqual([0, 0]);
});

test("it is said whether a fix was tried", () => {
  expect(trialText(fixOf({ verified: true, outcome: "The cell then runs." }))).toBe(
    "Checked. The cell then runs.",
  );
  expect(trialText(fixOf({}))).toBe("Not tried.");
});
