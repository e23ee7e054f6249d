import { expect, test } from "vitest";
import { findEntries, fitText, placeHeader } from "../../src/layout/headers.ts";
import { FRAME, Layouter } from "../../src/layout/layout.ts";
import { estimate } from "../../src/layout/measure.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { NUMBERS } from "../../src/model/notation.ts";
import { node, repeatedBlocks } from "../fixtures.ts";

const frame = { x: 0, y: 100, width: 300, height: 200 };
const group = (label: string, rest = {}) =>
  node("g", { kind: "module", target: "torch.nn.Sequential", label, ...rest });

test("a title stands at the left where no line enters there", () => {
  expect(placeHeader(group("body"), frame, [{ x: 250, width: 0 }], estimate)).toMatchObject({
    x: 12,
    label: "body",
    kind: "Sequential",
    crossed: false,
  });
});

test("a title stands beside the lines that enter the group", () => {
  const header = placeHeader(group("body"), frame, [{ x: 60, width: 20 }], estimate);
  expect(header).toMatchObject({ x: 92, label: "body", kind: "Sequential", crossed: false });
});

test("a title with too little room loses its kind, then the end of its name, never how often it runs", () => {
  const middle = [{ x: 150, width: 0 }];
  const kindless = placeHeader(group("the_decoder", { repeats: 12 }), frame, middle, estimate);
  expect(kindless).toMatchObject({ label: "the_decod…", kind: "", repeats: "×12", crossed: false });
  const fits = placeHeader(group("decoder"), frame, middle, estimate);
  expect(fits).toMatchObject({ label: "decoder", kind: "Seque…", crossed: false });
});

test("a hostile name stays within the border", () => {
  const evil = '<img src=x onerror="alert(1)">'.repeat(50);
  for (const entries of [[], [{ x: 150, width: 0 }], [{ x: 20, width: 260 }]]) {
    const header = placeHeader(group(evil, { target: evil }), frame, entries, estimate);
    expect(header.x + header.width).toBeLessThanOrEqual(frame.width);
    expect(header.label.endsWith("…")).toBe(true);
  }
});

test("where lines enter everywhere the title lies across them on a ground of its own", () => {
  const entries = [40, 80, 120, 160, 200, 240, 280].map((x) => ({ x, width: 0 }));
  expect(placeHeader(group("body"), frame, entries, estimate)).toMatchObject({ x: 12, crossed: true });
});

test("a line enters where it crosses the border, and as far as it bends beside the title", () => {
  const route = [
    { x: 200, y: 60 },
    { x: 200, y: 100 },
    { x: 120, y: 130 },
    { x: 120, y: 220 },
  ];
  const beside = route.map((point) => ({ ...point, x: point.x + 200 }));
  const entries = findEntries(new Map([["g", frame]]), [route, beside], FRAME.header);
  expect(entries.get("g")).toEqual([{ x: 120, width: 80 }]);
});

test("no line crosses a title, and none runs along a border", () => {
  const document = repeatedBlocks(3);
  const graph = indexGraph(document);
  const open = new Set(["model", "series-h0", "h0", "h1", "h2"]);
  const { boxes, routes } = new Layouter(graph, estimate).layout(open, NUMBERS);
  const frames = new Map([...boxes].filter(([id]) => open.has(id)));
  const entries = findEntries(frames, routes.values(), FRAME.header);
  for (const [id, box] of frames) {
    const header = placeHeader(graph.nodes.get(id) ?? node(id), box, entries.get(id) ?? [], estimate);
    expect(header.crossed).toBe(false);
    for (const { x, width } of entries.get(id) ?? []) {
      expect(x + width <= header.x || x >= header.x + header.width).toBe(true);
    }
  }
  for (const route of routes.values()) {
    route.slice(1, -1).forEach((point, position) => {
      expect(point.y === route[position]?.y && point.x !== route[position]?.x).toBe(false);
    });
  }
});

test("a text is cut to its room, and left whole where it fits", () => {
  expect(fitText("abcdef", 100, "mono", estimate)).toBe("abcdef");
  expect(fitText("abcdef", 30, "mono", estimate)).toBe("abc…");
  expect(fitText("abcdef", 3, "mono", estimate)).toBe("");
});
