import { describe, expect, test } from "vitest";
import type { Document, Expression, Formula } from "../../src/document.ts";
import { type Box, overlap } from "../../src/layout/geometry.ts";
import { type Layout, Layouter } from "../../src/layout/layout.ts";
import { estimate, LABEL } from "../../src/layout/measure.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { BOTH, FORMULAS, type Notation, NUMBERS } from "../../src/model/notation.ts";
import { cnn, documentOf, edge, node, residualBlocks, unet } from "../fixtures.ts";

function layoutOf(document: Document, open?: readonly string[], notation = NUMBERS): Layout {
  const graph = indexGraph(document);
  const groups = [...graph.nodes.keys()].filter((id) => graph.children.has(id));
  return new Layouter(graph, estimate).layout(new Set(open ?? groups), notation);
}

/** Attention-like: three tensors side by side, a constant, an edge past everything. */
function branches(): Document {
  const ids = ["x", "split", "q", "k", "v", "scale", "attend", "add"];
  const edges = [
    edge("x", "split"),
    ...["q", "k", "v"].flatMap((id, output) => [
      edge("split", id, { source_output: output, shape: [4, 12, 128, 64] }),
      edge(id, "attend", { target_input: output, shape: [4, 12, 128, 64] }),
    ]),
    edge("scale", "attend", { target_input: 3, shape: [] }),
    edge("attend", "add"),
    edge("x", "add", { target_input: 1 }),
  ];
  return documentOf(
    ids.map((id) => node(id)),
    edges,
  );
}

/** A folded loop, in which a tensor comes back to an earlier node. */
function ring(): Document {
  const edges = [edge("x", "a"), edge("a", "b"), edge("b", "c"), edge("c", "a", { target_input: 1 })];
  return documentOf(
    ["x", "a", "b", "c"].map((id) => node(id)),
    edges,
  );
}

const samples: [name: string, document: Document][] = [
  ["a chain", cnn()],
  ["a U-Net", unet()],
  ["branches", branches()],
  ["a ring", ring()],
  ["residual blocks", residualBlocks(12)],
  ["loose nodes", documentOf([node("a"), node("b"), node("c")], [])],
];

const written = samples.flatMap(([name, document]) => [
  [name, "numbers", document, NUMBERS] as const,
  [name, "both", withFormulas(document), BOTH] as const,
  [name, "formulas", withFormulas(document), FORMULAS] as const,
]);

/** Long and short formulas, several different ones on the edges of one label. */
function withFormulas(document: Document): Document {
  const side: Expression = ["//", ["+", "height", 1], 2];
  const area: Expression = ["*", "width", side];
  const edges = document.edges.map((edge, position) => {
    const formula: Formula = position % 3 === 0 ? ["batch", 64, side, area] : ["N", position];
    return { ...edge, formula };
  });
  return { ...document, edges };
}

describe.each(written)("in the layout of %s, written as %s", (_name, _how, document, notation) => {
  const layout = layoutOf(document, undefined, notation);
  const graph = indexGraph(document);
  const leaves = [...layout.boxes].filter(([id]) => !graph.children.has(id)).map(([, box]) => box);

  test("no two nodes or labels overlap", () => {
    const all = [...leaves, ...layout.labels.values()];
    const clashes = all.flatMap((a, i) => all.slice(i + 1).filter((b) => overlap(a, b)));
    expect(clashes).toEqual([]);
  });

  test("every node lies in its group", () => {
    for (const [id, box] of layout.boxes) {
      const parent = graph.nodes.get(id)?.parent;
      const frame = parent === undefined ? { x: 0, y: 0, ...layout } : layout.boxes.get(parent);
      expect(frame && contains(frame, box)).toBe(true);
    }
  });

  test("every link has a line from its source to its target, and a label", () => {
    for (const link of layout.links) {
      const line = layout.routes.get(link.id) ?? [];
      expect(touches(layout.boxes.get(link.source), line[0])).toBe(true);
      expect(touches(layout.boxes.get(link.target), line.at(-1))).toBe(true);
      expect(layout.labels.has(link.trunk)).toBe(true);
    }
  });

  test("lines cross no node while they run upright", () => {
    for (const { id, source, target } of layout.links) {
      const line = layout.routes.get(id) ?? [];
      const others = [...layout.boxes].filter(
        ([node]) => !graph.children.has(node) && ![source, target].includes(node),
      );
      const upright = line.slice(1).map((to, position) => {
        const from = line[position] ?? to;
        const [top, height] = [Math.min(from.y, to.y), Math.abs(to.y - from.y)];
        return { x: to.x, y: top, width: from.x === to.x ? 0.01 : -1, height };
      });
      const hit = upright.filter((piece) => piece.width > 0 && others.some(([, box]) => overlap(piece, box)));
      expect(hit).toEqual([]);
    }
  });
});

function contains(frame: Box, box: Box): boolean {
  const slack = 0.01;
  return (
    box.x >= frame.x - slack &&
    box.y >= frame.y - slack &&
    box.x + box.width <= frame.x + frame.width + slack &&
    box.y + box.height <= frame.y + frame.height + slack
  );
}

function touches(box: Box | undefined, point: { x: number; y: number } | undefined): boolean {
  if (box === undefined || point === undefined) return false;
  const onEdge = Math.abs(point.y - box.y) < 0.01 || Math.abs(point.y - box.y - box.height) < 0.01;
  return onEdge && point.x >= box.x && point.x <= box.x + box.width;
}

test("a chain through an open group runs straight", () => {
  const { routes } = layoutOf(cnn());
  const xs = [...routes.values()].flat().map((point) => Math.round(point.x));
  expect(new Set(xs).size).toBe(1);
});

test("a label keeps room for a digit more, and for a mismatch", () => {
  const document = documentOf([node("a"), node("b")], [edge("a", "b", { shape: [1, 3136] })]);
  const [label] = layoutOf(document).labels.values();
  expect(label?.width).toBeGreaterThan(estimate("✗ 16384 ≠ 3136", "mono"));
});

test("a folded group takes the room of one node", () => {
  const { boxes } = layoutOf(unet(), []);
  expect([...boxes.keys()]).toEqual(["n1", "n2", "n24"]);
});

test("opening one group leaves the places inside another as they were", () => {
  const document = unet();
  const layouter = new Layouter(indexGraph(document), estimate);
  const inside = (open: string[]) => {
    const { boxes } = layouter.layout(new Set(open), NUMBERS);
    const [frame, first] = [boxes.get("n3"), boxes.get("n4")];
    return frame && first && [first.x - frame.x, first.y - frame.y];
  };
  expect(inside(["n2", "n3", "n9"])).toEqual(inside(["n2", "n3"]));
});

test("the same document gives the same places", () => {
  const places = (layout: Layout) => [...layout.boxes];
  expect(places(layoutOf(unet()))).toEqual(places(layoutOf(unet())));
});

test("a model of a thousand nodes is laid out", () => {
  const { boxes } = layoutOf(residualBlocks(250));
  // 250 blocks of four, the model, and the series that the equal blocks make.
  expect(boxes.size).toBe(1002);
});

test("a run of thousands of calls is laid out", () => {
  const ids = Array.from({ length: 5000 }, (_, position) => `n${position}`);
  const edges = ids.slice(1).map((id, position) => edge(ids[position] ?? "", id));
  const { boxes } = layoutOf(
    documentOf(
      ids.map((id) => node(id)),
      edges,
    ),
  );
  expect(boxes.size).toBe(5000);
});

test("a label has room for the formula beneath its numbers, of a long one for a part", () => {
  const widthAndHeight = (name: string, notation: Notation) => {
    const formula = [["//", name, 2], 16] as Expression[];
    const document = documentOf([node("a"), node("b")], [edge("a", "b", { shape: [1, 16], formula })]);
    const [label] = layoutOf(document, undefined, notation).labels.values();
    return [label?.width ?? 0, label?.height ?? 0] as const;
  };
  const [narrow, low] = widthAndHeight("H", NUMBERS);
  const [wide, high] = widthAndHeight("a_rather_long_name", BOTH);
  const [widest] = widthAndHeight("a_name_of_a_size_that_is_much_too_long_for_a_label", BOTH);
  expect(high).toBe(low + LABEL.formula);
  expect(wide).toBeGreaterThan(narrow);
  expect(widest).toBe(LABEL.longest + 2 * LABEL.padding);
  expect(widthAndHeight("H", FORMULAS)[1]).toBe(low);
});
