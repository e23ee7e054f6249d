// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isDark } from "../../src/view/theme.ts";
import { cnn, cnnAt28, documentOf, edge, node, repeatedBlocks, several } from "../fixtures.ts";
import { clearPage, render, running } from "./render.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  clearPage();
});

test("a mismatched edge is marked and labelled with both sizes", () => {
  const { find } = render(cnn());
  expect(find("[data-edge='e5']").getAttribute("class")).toBe("edge mismatch");
  expect(find("[data-edge='e5'] .label text").textContent).toBe("✗ 1 × 16384 ≠ 3136");
  expect(find("[data-edge='e6'] .label text").textContent).toBe("1 × 10 as if it fitted");
  expect(find("[data-node='n7']").getAttribute("aria-label")).toBe(
    "fc1, Linear, expects 3136, gets 16384, mismatch",
  );
});

test("the verdict says what is wrong, and where", () => {
  const { find } = render(cnn());
  expect(find(".verdict").textContent).toBe("✗fc1 expects 3136 features, gets 16384= 16·32·32line 11");
  expect(find(".mismatches p").textContent).toBe(
    "✗ fc1 (Linear) expects an input with 3136 features in axis 1, but gets 16384.",
  );
});

test("what the headline tells besides its claim stands apart, and a line in it can be turned to", () => {
  const content = cnn();
  content.headline = "4 layers, every shape fits · 1 warning · breaks at N = 1 (line 9)";
  const { find, texts } = render(content);
  expect(find(".headline").textContent).toBe("4 layers, every shape fits");
  expect(texts(".aside")).toEqual(["breaks at N = 1 (line 9)"]);
  find("[role='tab']:nth-child(3)").click();
  expect(find(".aside button").textContent).toBe("line 9");
  expect(find(".aside button").title).toBe("Show line 9 of the code");
  find(".aside button").click();
  expect(find("[role='tab'][aria-selected='true']").textContent).toBe("Code");
  expect(texts(".row.selected .no")).toEqual(["9"]);
  expect(find(".node.selected").getAttribute("data-node")).toBe("n5");
});

test("a headline with a reason and more after it shows each for itself", () => {
  const content = cnn();
  content.headline += " · 2 more mismatches · breaks at odd H";
  const { texts } = render(content);
  expect(texts(".headline > *, .aside")).toEqual([
    "fc1 expects 3136 features, gets 16384",
    "= 16·32·32",
    "breaks at odd H",
  ]);
});

test("a shape past a mismatch says in words and by its look that it is assumed", () => {
  const { find } = render(several());
  const hint = find("[data-line='20'] .hint");
  expect(hint.textContent).toBe("4×10 as if it fitted");
  expect(hint.title).toBe("4×10 as if it fitted");
  expect(hint.className).toBe("hint assumed");
  expect(find("[data-line='20'] .hint .shape").textContent).toBe("4×10");
});

test("no shortcut of the notebook reaches what takes the focus", () => {
  const { el } = render(several());
  const focusable = el.querySelectorAll("button, input, summary, [tabindex]");
  expect(focusable.length).toBeGreaterThan(10);
  for (const each of focusable) expect(each.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
});

test("names, code and sentences of a model are shown as text", () => {
  const evil = '<img src=x onerror="alert(1)"></script>';
  const content = documentOf(
    [node("a", { label: evil, target: evil, path: evil, summary: evil }), node("b", { kind: "output" })],
    [edge("a", "b")],
  );
  content.source.text = `x = "${evil}"`;
  content.headline = evil;
  content.notes = [evil];
  const [cause, edit] = [
    { line: 1, text: evil, reason: evil },
    { line: 1, old: content.source.text, new: evil },
  ];
  const fix = { title: evil, edits: [edit], verified: true, outcome: evil, reason: evil };
  content.mismatches = [
    { node: "a", message: evil, edges: [], conflicts: [], blame: evil, causes: [cause], fixes: [fix] },
  ];
  const { el, find } = render(content);
  find("[data-line='1']").click();
  expect(el.querySelector("img, script")).toBeNull();
  expect(find(".headline").textContent).toBe(evil);
  expect(find(".code").textContent).toContain(evil);
  expect(find(".fix h4").textContent).toBe(evil);
});

test("a document of another version gets a sentence", () => {
  const { find } = render('{"version": 7}');
  expect(find(".unreadable").textContent).toBe(
    "This document has version 7; this shapeviz reads version 1. Run the cell again to make a new one.",
  );
});

test("selecting a line selects its node, and a node its line and its details", () => {
  const { find } = render(cnn());
  find("[data-line='9']").click();
  expect(find(".node.selected").getAttribute("data-node")).toBe("n5");
  find(".chip").click();
  expect(find(".node.selected").getAttribute("data-node")).toBe("n7");
  expect(find(".row.selected").dataset.line).toBe("11");
  expect(find(".row.defined").dataset.line).toBe("6");
  find("[role='tab']:nth-child(2)").click();
  expect(find(".details").textContent).toContain("in_features = 3136");
});

test("Enter folds and unfolds a group, the arrows follow the edges", () => {
  const { el, find } = render(cnn());
  const canvas = find(".canvas");
  const press = (key: string) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key }));
  press("ArrowDown");
  press("ArrowDown");
  expect(find(".node.selected").getAttribute("data-node")).toBe("n3");
  press("Escape");
  press("Enter");
  expect(el.querySelectorAll("[data-edge]")).toHaveLength(2);
  press("Enter");
  expect(el.querySelectorAll("[data-edge]")).toHaveLength(6);
});

test("a click opens a series of equal blocks, its handle and Enter fold and open it again", () => {
  const { find, el } = render(repeatedBlocks(12));
  const click = (selector: string) => {
    find(selector).dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    find(selector).dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  };
  const blocks = () => el.querySelectorAll(".node[data-node^='h']:not([data-node='head'])").length;
  const enter = () => find(".canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  expect(find("[data-node='series-h0'] .title").textContent).toBe("▸ h[0] … h[11] ×12");
  expect(find("[data-node='series-h0']").getAttribute("aria-expanded")).toBe("false");
  click("[data-node='series-h0']");
  expect(blocks()).toBe(12);
  click("[data-fold='series-h0']");
  expect(blocks()).toBe(0);
  enter();
  expect(blocks()).toBe(12);
  enter();
  expect(blocks()).toBe(0);
});

test("a slider changes the labels around a folded series and what each of its blocks gives", () => {
  const content = repeatedBlocks(3);
  const { model, find, type } = render(content);
  const subtitle = () => find("[data-node='series-h0'] .subtitle").textContent;
  expect(subtitle()).toBe("Block · 2 × 8 each");
  type("N", "5");
  const shape = [5, 8];
  const update = {
    sizes: { N: 5 },
    verdict: "ok",
    headline: "",
    notes: [],
    mismatches: [],
    edges: Object.fromEntries(content.edges.map(({ id }) => [id, { status: "ok", shape }])),
    nodes: Object.fromEntries(content.nodes.map(({ id }) => [id, { status: "ok", outputs: [shape] }])),
  };
  model.tell({ kind: "resized", request: model.sent[0]?.request, update });
  expect(find("[data-edge='x-norm0 x-add0']").textContent).toBe("5 × 8");
  expect(find("[data-edge='add2-head']").textContent).toBe("5 × 8");
  expect(subtitle()).toBe("Block · 5 × 8 each");
});

test("an answer touches nothing but what differs", async () => {
  vi.useRealTimers();
  const { model, find, type } = render(cnn());
  type("H", "28");
  model.tell({ kind: "resized", request: model.sent[0]?.request, update: cnnAt28() });
  const changes: MutationRecord[] = [];
  const observer = new MutationObserver((records) => changes.push(...records));
  const watched = {
    subtree: true,
    childList: true,
    attributes: true,
    attributeOldValue: true,
    characterData: true,
  };
  observer.observe(find(".drawing"), watched);
  observer.observe(find(".code"), watched);
  type("W", "28");
  model.tell({ kind: "resized", request: model.sent[1]?.request, update: cnnAt28() });
  await new Promise((resolve) => setTimeout(resolve));
  const isChange = ({ attributeName, oldValue, target }: MutationRecord) =>
    attributeName === null || (target as Element).getAttribute(attributeName) !== oldValue;
  expect(changes.filter(isChange)).toEqual([]);
});

test("the table ends with the sums", () => {
  const { find } = render(cnn());
  find("[role='tab']:nth-child(3)").click();
  const cells = [...find("tfoot").querySelectorAll("th, td")].map((cell) => cell.textContent);
  expect(cells).toEqual(["Total", "", "31,818", "1,800,832"]);
});

test("a module called before has its parameters counted there", () => {
  const layer = { kind: "module", label: "fc", path: "fc", parameter_count: 1100 } as const;
  const { el, find } = render(documentOf([node("a", layer), node("b", layer)], [edge("a", "b")]));
  find("[role='tab']:nth-child(3)").click();
  const counts = [...el.querySelectorAll("tbody td:nth-child(3)")].map((cell) => cell.textContent);
  expect(counts).toEqual(["1,100", "(recursive)"]);
  expect(find("tfoot td:nth-child(3)").textContent).toBe("1,100");
});

test("the twin is hidden while a widget lives in its place", () => {
  const wrapper = document.createElement("div");
  wrapper.className = "jp-OutputArea-child";
  const twin = document.createElement("div");
  twin.id = "twin";
  wrapper.append(twin);
  document.body.append(wrapper);
  const [first, second] = [render(cnn()), render(cnn())];
  expect(wrapper.style.display).toBe("none");
  running.splice(0);
  first.end();
  expect(wrapper.style.display).toBe("none");
  second.end();
  expect(wrapper.style.display).toBe("");
  expect(first.el.childElementCount).toBe(0);
});

test("the theme is that of the notebook, or else of the system", () => {
  const body = document.createElement("body");
  expect(isDark(body, true)).toBe(true);
  body.dataset.jpThemeLight = "true";
  expect(isDark(body, true)).toBe(false);
  body.dataset.jpThemeLight = "false";
  expect(isDark(body, false)).toBe(true);
  delete body.dataset.jpThemeLight;
  body.className = "vscode-dark";
  expect(isDark(body, false)).toBe(true);
});
