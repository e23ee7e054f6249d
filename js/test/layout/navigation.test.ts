import { expect, test } from "vitest";
import { arrowPath, curvePath } from "../../src/layout/curve.ts";
import { Layouter } from "../../src/layout/layout.ts";
import { estimate } from "../../src/layout/measure.ts";
import { neighbour, nodeNear } from "../../src/layout/navigation.ts";
import { indexGraph } from "../../src/model/graph.ts";
import { NUMBERS } from "../../src/model/notation.ts";
import { unet } from "../fixtures.ts";

const document = unet();
const open = new Set(["n2"]);
const layout = new Layouter(indexGraph(document), estimate).layout(open, NUMBERS);
const from = (id: string | null, direction: "up" | "down" | "left" | "right") =>
  neighbour(layout, open, id, direction);

test("without a selection any arrow selects the first node", () => {
  expect(from(null, "down")).toBe("n1");
});

test("up and down follow the edges", () => {
  expect(from("n1", "down")).toBe("n3");
  expect(from("n14", "up")).toBe("n9");
  expect(from("n22", "down")).toBe("n23");
});

test("left and right lead to what stands beside", () => {
  expect(from("n21", "right")).toBe("n22");
  expect(from("n22", "left")).toBe("n21");
  expect(from("n1", "left")).toBeNull();
});

test("a straight line is drawn straight, and ends where the arrow head begins", () => {
  const points = [
    { x: 10, y: 0 },
    { x: 10, y: 50 },
  ];
  expect(curvePath(points)).toBe("M10 0V42");
  expect(arrowPath(points)).toBe("M10 50l-4 -8h8z");
});

test("a line that comes back upwards has its arrow head from below", () => {
  const points = [
    { x: 10, y: 50 },
    { x: 30, y: 0 },
  ];
  expect(curvePath(points)).toBe("M10 50C10 29 30 29 30 8");
  expect(arrowPath(points)).toBe("M30 0l-4 8h8z");
});

test("the node near a point is the one whose middle is nearest", () => {
  const { x, y, width, height } = layout.boxes.get("n22") ?? { x: 0, y: 0, width: 0, height: 0 };
  expect(nodeNear(layout, { x: x + width / 2 + 3, y: y + height / 2 - 3 })).toBe("n22");
  expect(nodeNear({ ...layout, boxes: new Map() }, { x: 0, y: 0 })).toBeNull();
});
