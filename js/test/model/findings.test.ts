import { expect, test } from "vitest";
import { changeMarks, findingsOf, nameOf, warnedNodes } from "../../src/model/findings.ts";
import { Session } from "../../src/model/session.ts";
import { applyUpdate } from "../../src/model/update.ts";
import { cnnAt28, several } from "../fixtures.ts";

test("mismatches come first, then warnings", () => {
  const kinds = findingsOf(several()).map(({ kind }) => kind);
  expect(kinds).toEqual(["mismatch", "mismatch", "mismatch", "warning"]);
});

test("a finding is called after its node and line, as far as it has them", () => {
  const [first, , third] = findingsOf(several());
  const labels = new Map(several().nodes.map(({ id, label }) => [id, label]));
  expect(first && nameOf(first, (id) => labels.get(id))).toBe("fc1 · line 12");
  expect(third && nameOf(third, (id) => labels.get(id))).toBe("line 21");
  const { node: _node, line: _line, ...nowhere } = first ?? {};
  expect(nameOf(nowhere as never, () => undefined)).toBe("show it");
});

test("the line to change is that of the first cause", () => {
  const marks = changeMarks(findingsOf(several()));
  expect([...marks.keys()]).toEqual([6, 7, 21, 15]);
  expect(marks.get(6)).toEqual({ text: "◂ change here", kind: "mismatch", first: true });
  expect(marks.get(15)).toEqual({ text: "◂ change here", kind: "warning", first: true });
});

test("of a fix with several edits each line is marked, the further ones with other words", () => {
  const [first] = findingsOf(several());
  const [, cause] = first?.causes ?? [];
  const [, fix] = first?.fixes ?? [];
  const added = { line: 20, new: "images = images / 255" };
  const fixes = fix ? [{ ...fix, edits: [...fix.edits, added] }] : [];
  const marks = changeMarks(first && cause ? [{ ...first, causes: [cause], fixes }] : []);
  expect([...marks].map(([line, { text, first }]) => [line, text, first])).toEqual([
    [17, "◂ change here", true],
    [18, "◂ and here", false],
    [19, "◂ and here", false],
    [20, "◂ and above", false],
  ]);
});

test("a line at which one fix begins and another goes on is where to change", () => {
  const [first, second] = findingsOf(several());
  const edits = [...(first?.fixes[0]?.edits ?? []), ...(second?.fixes[0]?.edits ?? [])];
  const fixes = first?.fixes.map((fix) => ({ ...fix, edits })) ?? [];
  const marks = changeMarks(first && second ? [{ ...first, fixes }, second] : []);
  expect([...marks].map(([line, { text }]) => [line, text])).toEqual([
    [6, "◂ change here"],
    [7, "◂ change here"],
  ]);
});

test("the nodes that have a warning are known", () => {
  expect(warnedNodes(several())).toEqual(["n3"]);
});

test("where the first fix only inserts, the mark says so", () => {
  const [first] = findingsOf(several());
  const [, , cause] = first?.causes ?? [];
  const [, , fix] = first?.fixes ?? [];
  const marks = changeMarks(first && cause && fix ? [{ ...first, causes: [cause], fixes: [fix] }] : []);
  expect(marks).toEqual(new Map([[11, { text: "◂ add a line above", kind: "mismatch", first: true }]]));
});

test("a session turns to a line, and to the node that it stands for, until something else is selected", () => {
  const session = new Session(several());
  session.turnToLine(10);
  expect([session.line, session.selected]).toEqual([10, "n8"]);
  session.select("n6");
  expect([session.line, session.selected]).toEqual([null, "n6"]);
  session.turnToLine(1);
  expect([session.line, session.selected]).toEqual([1, null]);
});

test("a session that turns to a warning selects its node", () => {
  const session = new Session(several());
  const warning = session.findings.at(-1);
  if (warning) session.turnTo(warning);
  expect([session.finding, session.selected]).toEqual([warning, "n3"]);
});

test("a session turns to a finding by itself, by its node, or back to the first as the sizes change", () => {
  const session = new Session(several());
  const [first, second, third] = session.findings;
  expect(session.finding).toBe(first);
  session.select("n12");
  expect(session.finding).toBe(second);
  if (third) session.turnTo(third);
  expect([session.finding, session.selected]).toEqual([third, null]);
  session.select("n6");
  expect(session.finding).toBe(third);
  const update = { ...cnnAt28(), sizes: { N: 2 }, nodes: {}, edges: {}, mismatches: several().mismatches };
  session.show(applyUpdate(session.original, update));
  expect(session.finding?.node).toBe("n10");
});
