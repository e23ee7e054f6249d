// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Document } from "../../src/document.ts";
import { NOTHING_AROUND, renderView } from "../../src/view/view.ts";
import { cnn, cnnAt28, symbol, unet } from "../fixtures.ts";
import { clearPage, render, running } from "./render.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  clearPage();
});

/** The failing CNN as a document that only a kernel can show at other sizes. */
function withoutFormulas(): Document {
  const document = cnn();
  for (const edge of document.edges) delete edge.formula;
  return document;
}

function answerOf(view: ReturnType<typeof render>, position: number, headline?: string): void {
  const { request, sizes = {} } = view.model.sent[position] ?? {};
  const update = { ...cnnAt28(), sizes };
  if (headline !== undefined) update.headline = headline;
  view.model.tell({ kind: "resized", request, update });
}

function refuse({ model }: ReturnType<typeof render>, position: number): void {
  model.tell({ kind: "refused", request: model.sent[position]?.request, message: "N is too large." });
}

const headline = ({ find }: ReturnType<typeof render>) => find(".headline b").textContent;
const problem = ({ find }: ReturnType<typeof render>) => find(".problem").textContent;
const isStale = ({ find }: ReturnType<typeof render>) => find(".shapeviz").classList.contains("stale");

test("a move repaints labels, verdict and code before the kernel has answered, and moves nothing", () => {
  const view = render(cnn());
  const { model, find, type } = view;
  const place = find("[data-edge='e5'] .line").getAttribute("d");
  type("H", "28");
  expect(model.sent).toMatchObject([{ kind: "resize", sizes: { N: 1, H: 28, W: 28 } }]);
  expect(find("[data-edge='e5']").getAttribute("class")).toBe("edge ok");
  expect(find("[data-edge='e5']").textContent).toContain("1 × 3136");
  expect(find("[data-edge='e5'] .line").getAttribute("d")).toBe(place);
  expect(headline(view)).toBe("4 layers, every shape fits");
  expect(find("[data-line='11'] .hint").textContent).toBe("1×10");
  expect(find(".shapeviz").dataset.request).toBeUndefined();
});

test("the kernel's answer takes the place of what the formulas told", () => {
  const view = render(cnn());
  view.type("H", "28");
  answerOf(view, 0, "4 layers, every shape fits · 1 warning");
  expect(view.find(".shapeviz").dataset.request).toBe(String(view.model.sent[0]?.request));
  expect(view.find(".headline").textContent).toBe("4 layers, every shape fits");
  answerOf(view, 0, "told twice");
  expect(headline(view)).toBe("4 layers, every shape fits");
});

test("an answer for sizes that were left is not shown over those that the formulas tell", () => {
  const view = render(cnn());
  view.type("H", "28");
  vi.advanceTimersToNextFrame();
  view.type("H", "30");
  expect(headline(view)).toBe("fc1 expects 3136 features, gets 3600");
  answerOf(view, 0, "late");
  expect(headline(view)).toBe("fc1 expects 3136 features, gets 3600");
  expect(view.model.sent).toHaveLength(2);
  answerOf(view, 1, "in time");
  expect(headline(view)).toBe("in time");
});

test("several moves within a frame are painted once more in the next", () => {
  const view = render(cnn());
  for (const size of ["28", "30", "32"]) view.type("H", size);
  expect(headline(view)).toBe("4 layers, every shape fits");
  vi.advanceTimersToNextFrame();
  expect(headline(view)).toBe("fc1 expects 3136 features, gets 4096");
});

test("a refusal leaves what the formulas told", () => {
  const view = render(cnn());
  view.type("N", "2");
  refuse(view, 0);
  expect(problem(view)).toBe("");
  expect(isStale(view)).toBe(false);
  expect(view.find("[data-edge='e6']").textContent).toContain("2 × 10");
});

test("no kernel that answers is no loss while the formulas tell", () => {
  const view = render(cnn());
  view.type("H", "28");
  vi.advanceTimersByTime(4000);
  expect(problem(view)).toBe("");
  expect(headline(view)).toBe("4 layers, every shape fits");
});

test("where formulas tell nothing the kernel's refusal is shown, and the picture marked until the next answer", () => {
  const view = render(withoutFormulas());
  view.type("N", "2");
  refuse(view, 0);
  expect(problem(view)).toBe("N is too large. The picture still shows N = 1, H = 64, W = 64.");
  expect(isStale(view)).toBe(true);
  view.type("N", "1");
  answerOf(view, 1);
  expect(isStale(view)).toBe(false);
});

test("where formulas tell nothing the kernel's answers to earlier moves are shown on the way", () => {
  const view = render(withoutFormulas());
  view.type("N", "2");
  view.type("N", "3");
  answerOf(view, 0, "at 2");
  expect(headline(view)).toBe("at 2");
  answerOf(view, 1, "at 3");
  expect(headline(view)).toBe("at 3");
});

test("a size that the formulas cannot tell waits for the kernel, and with none there is a sentence", () => {
  const document = cnn();
  document.constraints.push({
    kind: "branch",
    expression: ["<=", "N", 8],
    holds: true,
    conflicts: [],
    edges: [],
  });
  const sentence = "At these sizes the code goes another way; the formulas cannot tell what happens.";
  const shown = "The picture still shows N = 1, H = 64, W = 64.";
  const live = render(document);
  live.type("N", "9");
  expect([problem(live), isStale(live)]).toEqual(["", false]);
  refuse(live, 0);
  expect([problem(live), isStale(live)]).toEqual([`N is too large. ${shown}`, true]);
  const saved = render(document, false);
  saved.type("N", "9");
  expect([problem(saved), isStale(saved)]).toEqual([`${sentence} ${shown}`, true]);
  vi.advanceTimersToNextFrame();
  saved.type("N", "8");
  expect([problem(saved), isStale(saved)]).toEqual(["", false]);
  expect(saved.find("[data-edge='e6']").textContent).toContain("8 × 10");
});

test("a saved page has sliders that answer", () => {
  const host = document.createElement("div");
  document.body.append(host);
  running.push(renderView(host, JSON.stringify(cnn()), NOTHING_AROUND));
  const slider = host.querySelector("[data-size='H']") as HTMLInputElement;
  slider.value = "28";
  slider.dispatchEvent(new Event("input"));
  expect(host.querySelector(".headline")?.textContent).toBe("4 layers, every shape fits");
});

test("with neither kernel nor formulas, and with no sizes, there are no sliders", () => {
  expect(render(unet(), false).find("input[type='range']")).toBeNull();
  expect(render({ ...cnn(), symbols: [] }).find(".sizes")).toBeNull();
});

test("reset brings back the cell's sizes, its words and its causes", () => {
  const view = render(cnn(), false);
  view.type("H", "28");
  vi.advanceTimersToNextFrame();
  view.find(".push button").click();
  expect(headline(view)).toBe("fc1 expects 3136 features, gets 16384");
  expect(view.find<HTMLInputElement>("[data-box='W']").value).toBe("64");
});

test("a number out of range gets a sentence and is not sent", () => {
  const view = render(cnn());
  view.type("H", "999");
  expect(problem(view)).toBe("H must be a whole number from 1 to 256.");
  expect(view.find("[data-box='H']").getAttribute("aria-invalid")).toBe("true");
  expect(view.model.sent).toEqual([]);
});

test("Page Up and Page Down move by ten, to the ends and no further", () => {
  const { find } = render(cnn(), false);
  const slider = find<HTMLInputElement>("[data-size='N']");
  const press = (key: string) => slider.dispatchEvent(new KeyboardEvent("keydown", { key }));
  press("PageUp");
  expect(slider.value).toBe("11");
  press("PageDown");
  press("PageDown");
  expect(find<HTMLInputElement>("[data-box='N']").value).toBe("1");
});

test("the sizes that fit are marked on the track and told in words", () => {
  const { el, find, type } = render(cnn(), false);
  const marks = (name: string) =>
    [...el.querySelectorAll<HTMLElement>(`.size:has([data-size='${name}']) .fits span`)].map(({ style }) => [
      Number.parseFloat(style.left),
      Number.parseFloat(style.width),
    ]);
  expect(find("[data-size='H']").title).toBe("x axis 2: fits for 28 to 29, height and width together");
  expect(find("[data-size='H']").getAttribute("aria-label")).toBe(
    "H, height (x axis 2), fits for 28 to 29, height and width together",
  );
  expect(marks("H")).toEqual(
    [[(100 * 26.5) / 255, 200 / 255]].map((mark) => mark.map((number) => expect.closeTo(number))),
  );
  expect(find("[data-size='N']").title).toBe("x axis 0: fits for no size, the others being as they are");
  expect(marks("N")).toEqual([]);
  type("H", "28");
  expect(find("[data-size='N']").title).toBe("x axis 0: fits for 1 to 64");
  expect(marks("N")).toEqual([[0, 100]]);
});

test("without the padlock each of height and width has its own sizes that fit", () => {
  const { find } = render(cnn(), false);
  find(".padlock").click();
  expect(find("[data-size='H']").title).toBe("x axis 2: fits for no size, the others being as they are");
  find(".padlock").click();
  expect(find("[data-size='H']").title).toBe("x axis 2: fits for 28 to 29, height and width together");
});

test("a knob is called by the user's name for it and tells its line", () => {
  const document = cnn();
  document.symbols.push(
    symbol("hidden_size", { kind: "knob", line: 3, origin: "hidden_size = 20", role: "" }),
  );
  const { find, texts } = render(document, false);
  expect(texts(".size .name").at(-1)).toBe("hidden_size");
  expect(texts(".size .role").at(-1)).toBe("knob");
  expect(find("[data-size='hidden_size']").title).toBe("line 3");
  expect(find("[data-size='hidden_size']").getAttribute("aria-label")).toBe("hidden_size, knob (line 3)");
});
