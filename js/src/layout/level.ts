// The layout of one group: dagre on what lies directly inside it, with ports where links cross its border.

import { Graph as DagreGraph, type EdgeLabel, layout as runDagre } from "@dagrejs/dagre";
import { type Box, clamp, moved, type Point, type Size } from "./geometry.ts";
import { isEntry, isExit, isPort, type Step, stepKey } from "./steps.ts";

/** The size of a node, and how far from its left side the lines meet it: in the middle if nothing is said. */
export interface NodeSize extends Size {
  readonly spine?: number;
}

/** What dagre is told of one group. */
export interface LevelInput {
  readonly nodes: readonly (readonly [id: string, size: NodeSize])[];
  readonly steps: readonly Step[];
  readonly labels: readonly (readonly [trunk: string, size: Size])[];
}

/** Places inside a group, from the top left corner of its content; `spine` is where lines cross its border. */
export interface LevelLayout extends NodeSize {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly labels: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

const GAP = { between: 26, alongside: 18, ranks: 30, label: 6 };
/** An end of a line keeps this far from a node's corners. */
const CORNER = 14;
/** Invisible ends that hold entry ports in the first rank and exit ports in the last. */
const [TOP_ANCHOR, BOTTOM_ANCHOR] = ["anchor:top", "anchor:bottom"];
const ANCHOR_PULL = 1000;
const FARTHEST_SPINE = 0.25;

export function layoutLevel(input: LevelInput): LevelLayout {
  if (input.nodes.length === 0) return { ...NOTHING };
  const dagre = fillDagre(input);
  runDagre(dagre);
  return readDagre(dagre, input);
}

const NOTHING: LevelLayout = { width: 0, height: 0, boxes: new Map(), labels: new Map(), routes: new Map() };

function fillDagre({ nodes, steps, labels }: LevelInput): DagreGraph {
  const dagre = new DagreGraph({ multigraph: true });
  dagre.setGraph({ rankdir: "TB", nodesep: GAP.between, edgesep: GAP.alongside, ranksep: GAP.ranks, ranker: "longest-path" });
  for (const [id, size] of nodes) dagre.setNode(id, { width: symmetricWidth(size), height: size.height });
  const sizes = new Map(labels);
  for (const step of steps) {
    for (const end of [step.from, step.to].filter(isPort)) addPort(dagre, end);
    const size = (step.labelled ? sizes.get(step.trunk) : undefined) ?? { width: 0, height: 0 };
    dagre.setEdge(step.from, step.to, { ...size, labelpos: "r", labeloffset: GAP.label }, step.trunk);
  }
  stackLooseNodes(dagre, nodes);
  return dagre;
}

/** Dagre joins lines to the middle of a node: a node whose spine is elsewhere is widened to have it there. */
function symmetricWidth({ width, spine = width / 2 }: NodeSize): number {
  return 2 * Math.max(spine, width - spine);
}

function addPort(dagre: DagreGraph, port: string): void {
  const [anchor, from, to] = isEntry(port)
    ? [TOP_ANCHOR, TOP_ANCHOR, port]
    : [BOTTOM_ANCHOR, port, BOTTOM_ANCHOR];
  for (const id of [anchor, port]) {
    if (!dagre.hasNode(id)) dagre.setNode(id, { width: 1, height: 1 });
  }
  dagre.setEdge(from, to, { weight: ANCHOR_PULL, width: 0, height: 0 });
}

/** Nodes that no tensor joins to others stand below each other, as they ran, and not all in one row. */
function stackLooseNodes(dagre: DagreGraph, nodes: LevelInput["nodes"]): void {
  nodes.forEach(([id], position) => {
    const before = nodes[position - 1]?.[0];
    if (before !== undefined && (dagre.nodeEdges(id)?.length ?? 0) === 0) {
      dagre.setEdge(before, id, { weight: 0, width: 0, height: 0 });
    }
  });
}

function readDagre(dagre: DagreGraph, { nodes, steps }: LevelInput): LevelLayout {
  const boxes = new Map(nodes.map(([id, size]) => [id, nodeBox(dagre.node(id), size)]));
  const labels = new Map<string, Box>();
  for (const { labelled, from, to, trunk } of steps) {
    const label = dagre.edge(from, to, trunk);
    if (labelled && label.width > 0) labels.set(trunk, boxOf(label));
  }
  const all = [...boxes.values(), ...labels.values()];
  const rows = rowsOf(all);
  const routes = new Map(
    steps.map((step) => {
      const bends = (dagre.edge(step.from, step.to, step.trunk) as EdgeLabel).points?.slice(1, -1) ?? [];
      return [stepKey(step), route(step, bends.flatMap(alongRow(rows)), boxes, extent(all))];
    }),
  );
  return shiftToOrigin(steps, { boxes, labels, routes }, extent(all));
}

interface Extent {
  readonly top: number;
  readonly bottom: number;
}

function extent(boxes: readonly Box[]): Extent {
  return {
    top: Math.min(...boxes.map((box) => box.y)),
    bottom: Math.max(...boxes.map((box) => box.y + box.height)),
  };
}

function nodeBox(placed: Point & Size, { width, height, spine = width / 2 }: NodeSize): Box {
  return { x: placed.x - spine, y: placed.y - height / 2, width, height };
}

/** The rows of nodes and labels: how far the highest of those around each middle reaches. */
function rowsOf(boxes: readonly Box[]): Map<number, number> {
  const rows = new Map<number, number>();
  for (const box of boxes) {
    const row = Math.round(box.y + box.height / 2);
    rows.set(row, Math.max(rows.get(row) ?? 0, box.height / 2));
  }
  return rows;
}

/** A line passes a row upright and bends only between rows, where nothing stands in its way. */
function alongRow(rows: ReadonlyMap<number, number>) {
  return ({ x, y }: Point): Point[] => {
    const reach = rows.get(Math.round(y)) ?? 0;
    return reach === 0
      ? [{ x, y }]
      : [
          { x, y: y - reach },
          { x, y: y + reach },
        ];
  };
}

function boxOf(item: { x: number; y: number; width: number; height: number }): Box {
  const { width, height } = item;
  return { x: item.x - width / 2, y: item.y - height / 2, width, height };
}

/** The line of one step: out of a box, through dagre's bends, into the next box. */
function route(
  step: Step,
  bends: readonly Point[],
  boxes: ReadonlyMap<string, Box>,
  within: Extent,
): Point[] {
  const { top, bottom } = within;
  const inside = bends.filter((point) => point.y >= top && point.y <= bottom);
  const first = inside[0] ?? bends[0] ?? { x: 0, y: top };
  const last = inside.at(-1) ?? first;
  const start = isEntry(step.from) ? { x: first.x, y: top } : leave(boxes.get(step.from), first);
  const end = isExit(step.to) ? { x: last.x, y: bottom } : leave(boxes.get(step.to), last);
  return [start, ...inside, end];
}

/** The point where a line towards `next` leaves a box, on its upper or lower edge. */
function leave(box: Box | undefined, next: Point): Point {
  if (box === undefined) return next;
  const corner = Math.min(CORNER, box.width / 2);
  const x = clamp(next.x, box.x + corner, box.x + box.width - corner);
  return { x, y: next.y > box.y + box.height / 2 ? box.y + box.height : box.y };
}

function shiftToOrigin(
  steps: readonly Step[],
  { boxes, labels, routes }: Pick<LevelLayout, "boxes" | "labels" | "routes">,
  { top, bottom }: Extent,
): LevelLayout {
  const all = [...boxes.values(), ...labels.values()];
  const points = [...routes.values()].flat();
  const left = Math.min(...all.map((box) => box.x), ...points.map((point) => point.x));
  const right = Math.max(...all.map((box) => box.x + box.width), ...points.map((point) => point.x));
  const shift = <T extends Point>(item: T): T => moved(item, { x: -left, y: -top });
  const shiftAll = (items: ReadonlyMap<string, Box>) =>
    new Map([...items].map(([key, box]) => [key, shift(box)]));
  const size = { width: right - left, height: bottom - top };
  const shifted = new Map([...routes].map(([key, line]) => [key, line.map(shift)]));
  const spine = spineOf(steps, shifted, size.width);
  return { ...size, spine, boxes: shiftAll(boxes), labels: shiftAll(labels), routes: shifted };
}

/** Where the first line crosses the border, unless that is so far to one side that it would waste room. */
function spineOf(steps: readonly Step[], routes: LevelLayout["routes"], width: number): number {
  const middle = width / 2;
  const crossing = steps.find((step) => isEntry(step.from)) ?? steps.find((step) => isExit(step.to));
  if (crossing === undefined) return middle;
  const line = routes.get(stepKey(crossing)) ?? [];
  const x = (isEntry(crossing.from) ? line[0] : line.at(-1))?.x ?? middle;
  return Math.abs(x - middle) <= width * FARTHEST_SPINE ? x : middle;
}
