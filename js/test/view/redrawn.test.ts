// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cnn, symbol } from "../fixtures.ts";
import { clearPage, render } from "./render.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  clearPage();
});

/** A document with a knob along which other calls run, and what the kernel draws for another value of it. */
function documents() {
  const original = cnn();
  original.symbols.push(symbol("num_layers", { value: 2, kind: "knob", line: 3, structural: true }));
  return { original, drawn: { ...original, headline: "5 layers, every shape fits", verdict: "ok" as const } };
}

const headline = ({ find }: ReturnType<typeof render>) => find(".headline b").textContent;

function draw({ model }: ReturnType<typeof render>, position: number, document: unknown): void {
  const request = model.sent[position]?.request;
  model.tell({ kind: "redrawn", request, document: JSON.stringify(document) });
}

test("where other calls run the kernel's document is shown in place, with the sliders where they were put", () => {
  const { original, drawn } = documents();
  const view = render(original);
  view.type("num_layers", "3");
  draw(view, 0, drawn);
  expect(headline(view)).toBe("5 layers, every shape fits");
  expect(view.find<HTMLInputElement>("[data-box='num_layers']").value).toBe("3");
});

test("from there on a document is asked for, until it is the cell's own again", () => {
  const { original, drawn } = documents();
  const view = render(original);
  view.type("num_layers", "3");
  draw(view, 0, drawn);
  view.type("num_layers", "2");
  view.type("N", "4");
  expect(view.model.sent[1]).toMatchObject({ redrawn: true, sizes: { num_layers: 2 } });
  draw(view, 1, original);
  draw(view, 2, original);
  expect(headline(view)).not.toBe("5 layers, every shape fits");
  expect(view.find<HTMLInputElement>("[data-box='N']").value).toBe("4");
  expect(view.model.sent.at(-1)).toMatchObject({ sizes: { num_layers: 2, N: 4 } });
  expect(view.model.sent.at(-1)?.redrawn).toBeUndefined();
});

test("nothing is redrawn while a slider is held", () => {
  const { original, drawn } = documents();
  const view = render(original);
  view.find(".sizes").dispatchEvent(new Event("pointerdown", { bubbles: true }));
  view.type("num_layers", "3");
  draw(view, 0, drawn);
  expect(headline(view)).not.toBe("5 layers, every shape fits");
  document.dispatchEvent(new Event("pointerup"));
  expect(headline(view)).toBe("5 layers, every shape fits");
});
