import { expect, test } from "vitest";
import { markTokens } from "../../src/model/marks.ts";
import { tokenize } from "../../src/model/python.ts";
import { cnn } from "../fixtures.ts";

const kinds = (source: string) =>
  tokenize(source).map((line) =>
    line.filter(({ kind }) => kind !== "plain").map(({ kind, text }) => [kind, text]),
  );

test("the tokens of all lines, joined, are the source", () => {
  const source = `${cnn().source.text}\n# é "ü" \\ '''\nx = r'''a\n\nb''' + f"{y!r}" + 'open\nz`;
  const text = tokenize(source).map((line) => line.map((token) => token.text).join(""));
  expect(text.join("\n")).toBe(source);
});

test("keywords, numbers, strings and comments are told apart", () => {
  expect(kinds("def f(x1): return 1e-3, 0x1F, 'if # \\' no' # for 3")).toEqual([
    [
      ["keyword", "def"],
      ["keyword", "return"],
      ["number", "1e-3"],
      ["number", "0x1F"],
      ["string", "'if # \\' no'"],
      ["comment", "# for 3"],
    ],
  ]);
});

test("a string in triple quotes runs over lines", () => {
  expect(kinds('"""a\nif b"""\nif')).toEqual([
    [["string", '"""a']],
    [["string", 'if b"""']],
    [["keyword", "if"]],
  ]);
});

const marked = (source: string, line: number, span: Parameters<typeof markTokens>[2]) =>
  markTokens(tokenize(source)[line - 1] ?? [], line, span)
    .filter((token) => token.marked)
    .map((token) => token.text)
    .join("");

test("the failing expression is marked, and nothing else", () => {
  const span = { line: 11, column: 15, end_line: 11, end_column: 26 };
  expect(marked(cnn().source.text, 11, span)).toBe("self.fc1(x)");
  expect(marked(cnn().source.text, 10, span)).toBe("");
});

test("an expression over several lines is marked in each, without the blanks before it", () => {
  const source = "y = f(\n    a,\n    b)\n";
  const span = { line: 1, column: 4, end_line: 3, end_column: 6 };
  expect([1, 2, 3].map((line) => marked(source, line, span))).toEqual(["f(", "a,", "b)"]);
});

test("columns count characters, whatever they are made of", () => {
  expect(marked("'😀' + f(x)", 1, { line: 1, column: 6, end_line: 1, end_column: 10 })).toBe("f(x)");
});
