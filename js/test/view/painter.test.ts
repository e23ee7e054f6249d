// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Painter } from "../../src/view/painter.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Parts below each other, 10 apart, and the numbers of those that were painted. */
function column(count: number) {
  const painted: number[] = [];
  const parts = Array.from({ length: count }, (_, number) => ({
    box: { x: 0, y: 10 * number, width: 10, height: 8 },
    paint: () => painted.push(number),
  }));
  return { painted, painter: new Painter(parts) };
}

const sight = (y: number, height: number) => ({ x: 0, y, width: 10, height });
const rest = () => vi.advanceTimersByTime(50);
const nextFrame = () => vi.advanceTimersToNextFrame();

test("what is in sight is painted at once, all else in the frames after the slider came to rest", () => {
  const { painted, painter } = column(600);
  painter.paint(sight(20, 20));
  expect(painted).toEqual([2, 3]);
  rest();
  expect(painted).toHaveLength(252);
  nextFrame();
  nextFrame();
  expect(painted).toHaveLength(600);
  nextFrame();
  expect(new Set(painted).size).toBe(600);
});

test("what comes into sight does not wait for its turn", () => {
  const { painted, painter } = column(1000);
  painter.paint(sight(0, 10));
  painter.paintInSight(sight(9990, 10));
  expect(painted).toEqual([0, 999]);
});

test("where it is not known what is in sight, all is painted at once", () => {
  const { painted, painter } = column(400);
  painter.paint(null);
  expect(painted).toHaveLength(400);
});

test("while the slider moves only what is in sight is painted", () => {
  const { painted, painter } = column(400);
  for (let move = 0; move < 10; move++) {
    painter.paint(sight(0, 10));
    vi.advanceTimersByTime(20);
  }
  expect(painted).toEqual(Array(10).fill(0));
});

test("a painter that was stopped paints no more", () => {
  const { painted, painter } = column(400);
  painter.paint(sight(0, 0));
  rest();
  painter.stop();
  vi.advanceTimersByTime(1000);
  expect(painted).toHaveLength(250);
});
