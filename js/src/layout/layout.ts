// The places of all that is drawn: each open group is laid out for itself, those inside it first.

import { groupBy } from "../model/collections.ts";
import { childrenOf, type Graph, TOP } from "../model/graph.ts";
import { type Link, liftEdges } from "../model/links.ts";
import type { Notation } from "../model/notation.ts";
import type { NodeSize } from "./chains.ts";
import { type Box, moved, type Point, type Size } from "./geometry.ts";
import { type LevelInput, type LevelLayout, layoutLevel } from "./level.ts";
import { headerWidth, type Measure, measureLabel, measureNode } from "./measure.ts";
import { isEntry, isExit, type Step, stepKey, stepsOf } from "./steps.ts";

export interface Layout extends Size {
  /** Open groups and nodes, each group before what is inside it. */
  readonly boxes: ReadonlyMap<string, Box>;
  readonly links: readonly Link[];
  /** The line of each link, by the link's id. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** The room for the label of each trunk. */
  readonly labels: ReadonlyMap<string, Box>;
}

/** The frame of an open group around its content. */
export const FRAME = { side: 18, header: 34, bottom: 16, smallest: 120 };

/** Lays out a document again and again as groups open and close; a group in which nothing changed keeps its places. */
export class Layouter {
  readonly #known = new Map<string, { key: string; layout: LevelLayout }>();
  readonly #graph: Graph;
  readonly #measure: Measure;

  constructor(graph: Graph, measure: Measure) {
    this.#graph = graph;
    this.#measure = measure;
  }

  /** Labels get the room that they need in this notation. */
  layout(open: ReadonlySet<string>, notation: Notation): Layout {
    const links = liftEdges(this.#graph, open);
    const steps = new Map(links.map((link) => [link.id, stepsOf(this.#graph, link)]));
    const levels = new Map<string, LevelLayout>();
    this.#layoutInside(TOP, open, {
      levels,
      steps: groupBy([...steps.values()].flat(), (step) => step.level),
      labels: this.#labelSizes(links, notation),
    });
    return compose(this.#graph, links, steps, levels);
  }

  #labelSizes(links: readonly Link[], notation: Notation): Map<string, Size> {
    const trunks = groupBy(links, (link) => link.trunk);
    return new Map(
      [...trunks].map(([trunk, group]) => {
        const edges = group.flatMap((link) => link.edges).flatMap((id) => this.#graph.edges.get(id) ?? []);
        return [trunk, measureLabel(edges, notation, this.#measure)];
      }),
    );
  }

  /** Lays out group `level` and returns the size of its frame. */
  #layoutInside(level: string, open: ReadonlySet<string>, work: Work): NodeSize {
    const nodes = childrenOf(this.#graph, level).map((id) => {
      const size = open.has(id) ? this.#layoutInside(id, open, work) : this.#sizeOf(id);
      return [id, size] as const;
    });
    const distinct = new Map((work.steps.get(level) ?? []).map((step) => [stepKey(step), step]));
    const steps = [...distinct.values()];
    const labels = steps.flatMap((step) => {
      const size = work.labels.get(step.trunk);
      return step.labelled && size ? [[step.trunk, size] as const] : [];
    });
    const inside = this.#layoutOnce(level, { nodes, steps, labels });
    work.levels.set(level, inside);
    const width = Math.max(inside.width + 2 * FRAME.side, this.#headerWidth(level), FRAME.smallest);
    const spine = (width - inside.width) / 2 + (inside.spine ?? inside.width / 2);
    return { width, height: inside.height + FRAME.header + FRAME.bottom, spine };
  }

  #layoutOnce(level: string, input: LevelInput): LevelLayout {
    const key = JSON.stringify(input);
    const known = this.#known.get(level);
    if (known?.key === key) return known.layout;
    const layout = layoutLevel(input);
    this.#known.set(level, { key, layout });
    return layout;
  }

  #sizeOf(id: string): Size {
    const node = this.#graph.nodes.get(id);
    return node ? measureNode(this.#graph, node, this.#measure) : { width: 0, height: 0 };
  }

  #headerWidth(id: string): number {
    const node = this.#graph.nodes.get(id);
    return node ? Math.max(this.#sizeOf(id).width + FRAME.side, headerWidth(node, this.#measure)) : 0;
  }
}

interface Work {
  readonly levels: Map<string, LevelLayout>;
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  readonly labels: ReadonlyMap<string, Size>;
}

/** Puts the groups into each other, and the steps of each link together. */
function compose(
  graph: Graph,
  links: readonly Link[],
  steps: ReadonlyMap<string, readonly Step[]>,
  levels: ReadonlyMap<string, LevelLayout>,
): Layout {
  const boxes = new Map<string, Box>();
  const labels = new Map<string, Box>();
  const lines = new Map<string, readonly Point[]>();

  const place = (level: string, corner: Point) => {
    const inside = levels.get(level);
    if (inside === undefined) return;
    for (const [trunk, box] of inside.labels) labels.set(trunk, moved(box, corner));
    for (const [key, line] of inside.routes)
      lines.set(
        level + key,
        line.map((point) => moved(point, corner)),
      );
    for (const id of childrenOf(graph, level)) {
      const box = inside.boxes.get(id);
      if (box === undefined) continue;
      const placed = moved(box, corner);
      boxes.set(id, placed);
      const content = levels.get(id);
      if (content) place(id, contentCorner(placed, content));
    }
  };
  place(TOP, { x: 0, y: 0 });

  const routes = links.map(
    (link) => [link.id, joinSteps(steps.get(link.id) ?? [], lines, boxes, levels)] as const,
  );
  const { width = 0, height = 0 } = levels.get(TOP) ?? {};
  return { width, height, boxes, labels, links, routes: new Map(routes) };
}

/** Where a group's content begins: in the middle of the frame, which a long header may have widened. */
function contentCorner(frame: Box, content: Size): Point {
  return { x: frame.x + (frame.width - content.width) / 2, y: frame.y + FRAME.header };
}

/** One line from the lines inside each group: at a border, the port's place counts, on the frame itself. */
function joinSteps(
  steps: readonly Step[],
  lines: ReadonlyMap<string, readonly Point[]>,
  boxes: ReadonlyMap<string, Box>,
  levels: ReadonlyMap<string, LevelLayout>,
): Point[] {
  const points: Point[] = [];
  steps.forEach((step, position) => {
    const line = [...(lines.get(step.level + stepKey(step)) ?? [])];
    const frame = boxes.get(step.level);
    if (position > 0 && !isEntry(step.from) && levels.has(step.from)) line.shift();
    if (position < steps.length - 1 && !isExit(step.to) && levels.has(step.to)) line.pop();
    const [first, last] = [line[0], line.at(-1)];
    if (frame && first && isEntry(step.from)) line.unshift({ x: first.x, y: frame.y });
    if (frame && last && isExit(step.to)) line.push({ x: last.x, y: frame.y + frame.height });
    append(points, line, step);
  });
  return points;
}

/** Where two stretches meet, the line bends before it comes to a border or after, and does not run along it. */
function append(points: Point[], line: Point[], step: Step): void {
  const [before, next] = [points.at(-1), line[0]];
  if (before !== undefined && next !== undefined && before.y === next.y) {
    if (isEntry(step.from) && points.length > 1) points.pop();
    else if (line.length > 1) line.shift();
  }
  points.push(...line);
}
