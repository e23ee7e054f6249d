// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cnn, cnnAt28, documentOf, edge, node } from "../fixtures.ts";
import { clearPage, render } from "./render.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  clearPage();
});

function view(content = cnn()) {
  const rendered = render(content);
  const { find, texts } = rendered;
  const press = (name: string) => find(`[aria-label="Shapes as ${name}"]`).click();
  const pressed = () => texts(".notation [aria-pressed='true']");
  const label = (id: string) => texts(`[data-edge='${id}'] .label text`);
  return { ...rendered, press, pressed, label };
}

test("a small graph opens with the formulas beneath the numbers", () => {
  const { pressed, label, texts } = view();
  expect(pressed()).toEqual(["1, 2, 3", "N, H, W"]);
  expect(label("e4")).toEqual(["1 × 16 × 32 × 32", "N × 16 × ⌊H/2⌋ × ⌊W/2⌋"]);
  expect(label("e5")).toEqual(["✗ 1 × 16384 ≠ 3136", "N × 16·⌊H/2⌋·⌊W/2⌋"]);
  expect(label("e6")).toEqual(["1 × 10 as if it fitted", "N × 10"]);
  expect(texts(".label text.mismatch")).toEqual(["✗ 1 × 16384 ≠ 3136"]);
});

test("the switches show numbers, formulas or both, but never neither", () => {
  const { press, pressed, label } = view();
  press("formulas");
  expect(pressed()).toEqual(["1, 2, 3"]);
  expect(label("e4")).toEqual(["1 × 16 × 32 × 32"]);
  press("numbers");
  expect(pressed()).toEqual(["N, H, W"]);
  expect(label("e4")).toEqual(["N × 16 × ⌊H/2⌋ × ⌊W/2⌋"]);
  expect(label("e5")).toEqual(["✗ N × 16·⌊H/2⌋·⌊W/2⌋ ≠ 3136"]);
});

test("the code follows the switches, and so does the table", () => {
  const { find, press, texts } = view();
  const outputs = () => texts("[data-row='n5'] td.mono > .shape, [data-row='n5'] .formula");
  find("[role='tab']:nth-child(3)").click();
  expect(outputs()).toEqual(["1 × 16 × 32 × 32", "N × 16 × ⌊H/2⌋ × ⌊W/2⌋"]);
  press("numbers");
  expect(outputs()).toEqual(["N × 16 × ⌊H/2⌋ × ⌊W/2⌋"]);
  find("[role='tab']:nth-child(1)").click();
  expect(find("[data-line='9'] .hint").textContent).toBe("N×16×⌊H/2⌋×⌊W/2⌋");
  press("numbers");
  expect(find("[data-line='9'] .hint").textContent).toBe("1×16×32×32");
});

test("a move of a slider changes the numbers and leaves the formulas where they are", () => {
  const { model, type, label, find } = view();
  const drawn = find("[data-edge='e4'] .formula");
  const place = drawn.getAttribute("y");
  type("H", "28");
  model.tell({ kind: "resized", request: model.sent[0]?.request, update: cnnAt28() });
  expect(label("e4")).toEqual(["1 × 16 × 14 × 14", "N × 16 × ⌊H/2⌋ × ⌊W/2⌋"]);
  expect(find("[data-edge='e4'] .formula")).toBe(drawn);
  expect(drawn.getAttribute("y")).toBe(place);
});

test("a selection leaves the rows of the table as they are, a move replaces those that say something else", () => {
  const { el, find, model, type } = view();
  find("[role='tab']:nth-child(3)").click();
  const ids = () => [...el.querySelectorAll("tbody tr")].map((row) => row.getAttribute("data-row"));
  const [row, order] = [find("[data-row='n4']"), ids()];
  row.click();
  expect(find("tr.selected")).toBe(row);
  type("H", "28");
  model.tell({ kind: "resized", request: model.sent[0]?.request, update: cnnAt28() });
  expect(find("tr.selected").textContent).toContain("1 × 16 × 28 × 28");
  expect(ids()).toEqual(order);
});

test("a long formula is cut on the edge and stands in full in the tooltip", () => {
  const formula = ["number_of_sequences", "length_of_the_longest_sequence", "size_of_an_embedding"];
  const nodes = [node("a"), node("b")];
  const { label, find, press } = view(documentOf(nodes, [edge("a", "b", { shape: [1, 2, 3], formula })]));
  const whole = "number_of_sequences × length_of_the_longest_sequence × size_of_an_embedding";
  expect(label("a-b")[0]).toBe("1 × 2 × 3");
  expect(label("a-b")[1]).toMatch(/^number_of_sequences × .*…$/);
  expect(find(".label title").textContent).toBe(whole);
  press("numbers");
  expect(label("a-b")[0]).toMatch(/^number_of_sequences × .*…$/);
  expect(find(".label title").textContent).toBe(whole);
  press("numbers");
  press("formulas");
  expect(find(".label title")).toBeNull();
});

test("without formulas there is nothing to switch", () => {
  const { find } = view(documentOf([node("a"), node("b")], [edge("a", "b", { formula: [8, 16] })]));
  expect(find(".notation").hidden).toBe(true);
});

test("the details of a layer tell what it needs and how its sizes come about", () => {
  const { find, texts } = view();
  find("[role='tab']:nth-child(2)").click();
  find("[data-line='11']").click();
  expect(texts(".details .formula")).toEqual(["N × 16·⌊H/2⌋·⌊W/2⌋", "N × 10"]);
  expect(find(".details").textContent).toContain("needs✗ 16·⌊H/2⌋·⌊W/2⌋ = 3136");
  find("[data-line='9']").click();
  expect(find(".details").textContent).toContain("how the sizes come aboutheight: ⌊(64 − 2)/2⌋ + 1 = 32");
});
