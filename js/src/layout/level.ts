// The layout of one group: dagre on what lies directly inside it, with ports where links cross its border.

import { Graph as DagreGraph, type EdgeLabel, layout as runDagre } from "@dagrejs/dagre";
import { type Chain, findChains, type NodeSize, type SizedNode } from "./chains.ts";
import { type Box, moved, type Point, type Size } from "./geometry.ts";
import { type Extent, routeStep, rowOf, rowsOf } from "./routes.ts";
import { isEntry, isExit, isPort, type Step, stepKey } from "./steps.ts";

/** What the layout of one group depends on. */
export interface LevelInput {
  readonly nodes: readonly SizedNode[];
  readonly steps: readonly Step[];
  readonly labels: readonly (readonly [trunk: string, size: Size])[];
}

/** Places inside a group, from the top left corner of its content; `spine` is where lines cross its border. */
export interface LevelLayout extends NodeSize {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly labels: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

const GAP = { between: 26, alongside: 18, ranks: 32, label: 6 };
/** Lines that run straight down need less room between the nodes than those that bend. */
const CHAIN_GAP = { ranks: 24, label: GAP.label };
/** Invisible ends that hold entry ports in the first rank and exit ports in the last. */
const [TOP_ANCHOR, BOTTOM_ANCHOR] = ["anchor:top", "anchor:bottom"];
const ANCHOR_PULL = 1000;
/** How far from the middle a spine may lie, as a part of the width: beyond, it would waste too much room. */
const FARTHEST_SPINE = 0.25;
/** Beyond so many runs a quicker way of ranking has to do. */
const MANY_CHAINS = 200;

export function layoutLevel(input: LevelInput): LevelLayout {
  if (input.nodes.length === 0) {
    return { width: 0, height: 0, boxes: new Map(), labels: new Map(), routes: new Map() };
  }
  const sizes = new Map(input.labels);
  const chains = findChains(input.nodes, input.steps, sizes, CHAIN_GAP);
  const chainOf = new Map(chains.flatMap((chain) => [...chain.nodes.keys()].map((id) => [id, chain.id])));
  const end = (id: string) => chainOf.get(id) ?? id;
  const dagre = new DagreGraph({ multigraph: true });
  const ranker = chains.length > MANY_CHAINS ? "longest-path" : "network-simplex";
  dagre.setGraph({ rankdir: "TB", nodesep: GAP.between, edgesep: GAP.alongside, ranksep: GAP.ranks, ranker });
  addChains(dagre, chains);
  const between = input.steps.filter((step) => end(step.from) !== end(step.to));
  for (const step of between) addStep(dagre, step, end, step.labelled ? sizes.get(step.trunk) : undefined);
  stackLooseChains(dagre, chains);
  runDagre(dagre);
  return readDagre(dagre, chains, input.steps, end);
}

/** Dagre joins lines to the middle of a node: one whose spine is elsewhere is widened to have it there. */
function addChains(dagre: DagreGraph, chains: readonly Chain[]): void {
  for (const { id, spine, width, height } of chains) {
    dagre.setNode(id, { width: 2 * Math.max(spine, width - spine), height });
  }
}

function addStep(dagre: DagreGraph, step: Step, end: (id: string) => string, label: Size | undefined): void {
  for (const port of [step.from, step.to].filter(isPort)) addPort(dagre, port);
  const size = label ?? { width: 0, height: 0 };
  const place = { labelpos: "r", labeloffset: GAP.label } as const;
  dagre.setEdge(end(step.from), end(step.to), { ...size, ...place }, step.trunk);
}

function addPort(dagre: DagreGraph, port: string): void {
  const anchor = isEntry(port) ? TOP_ANCHOR : BOTTOM_ANCHOR;
  for (const id of [anchor, port]) {
    if (!dagre.hasNode(id)) dagre.setNode(id, { width: 1, height: 1 });
  }
  const [from, to] = isEntry(port) ? [anchor, port] : [port, anchor];
  dagre.setEdge(from, to, { weight: ANCHOR_PULL, width: 0, height: 0 });
}

/** Nodes that no tensor joins to others stand below each other, as they ran, and not all in one row. */
function stackLooseChains(dagre: DagreGraph, chains: readonly Chain[]): void {
  chains.forEach(({ id }, position) => {
    const before = chains[position - 1]?.id;
    if (before !== undefined && (dagre.nodeEdges(id)?.length ?? 0) === 0) {
      dagre.setEdge(before, id, { weight: 0, width: 0, height: 0 });
    }
  });
}

function readDagre(
  dagre: DagreGraph,
  chains: readonly Chain[],
  steps: readonly Step[],
  end: (id: string) => string,
): LevelLayout {
  const between = steps.filter((step) => end(step.from) !== end(step.to));
  const entered = new Set(between.map((step) => end(step.to)));
  const placed = placeChains(dagre, chains, entered);
  const { boxes, routes } = placed;
  const labels = new Map([...placed.labels, ...placeLabels(dagre, between, end)]);
  const all = [...placed.rows, ...labels.values()];
  const [rows, extent] = [rowsOf(all), extentOf(all)];
  for (const step of between) {
    const edge: EdgeLabel = dagre.edge(end(step.from), end(step.to), step.trunk);
    routes.set(stepKey(step), routeStep(step, edge.points?.slice(1, -1) ?? [], boxes, rows, extent));
  }
  return shiftToOrigin(steps, { boxes, labels, routes }, all, extent);
}

/** The nodes, labels and lines of each run. What nothing leads to stands low in its row, near what it leads to. */
function placeChains(dagre: DagreGraph, chains: readonly Chain[], entered: ReadonlySet<string>) {
  const boxes = new Map<string, Box>();
  const labels = new Map<string, Box>();
  const routes = new Map<string, readonly Point[]>();
  const middles = chains.map(({ id, width, height, spine }) => {
    const { x, y } = dagre.node(id);
    return { x: x - spine, y: y - height / 2, width, height };
  });
  const reach = rowsOf(middles);
  const rows = chains.map((chain, position) => {
    const middle = middles[position] as Box;
    const spare = (reach.get(rowOf(middle)) ?? 0) - chain.height / 2;
    const row = moved(middle, { x: 0, y: entered.has(chain.id) ? 0 : spare });
    for (const [id, box] of chain.nodes) boxes.set(id, moved(box, row));
    for (const [trunk, box] of chain.labels) labels.set(trunk, moved(box, row));
    for (const [key, line] of chain.routes)
      routes.set(
        key,
        line.map((point) => moved(point, row)),
      );
    return middle;
  });
  return { boxes, labels, routes, rows };
}

function placeLabels(dagre: DagreGraph, steps: readonly Step[], end: (id: string) => string) {
  return steps.flatMap((step) => {
    const { x, y, width, height } = dagre.edge(end(step.from), end(step.to), step.trunk);
    const box = { x: x - width / 2, y: y - height / 2, width, height };
    return step.labelled && width > 0 ? [[step.trunk, box] as const] : [];
  });
}

function extentOf(boxes: readonly Box[]): Extent {
  return {
    top: Math.min(...boxes.map((box) => box.y)),
    bottom: Math.max(...boxes.map((box) => box.y + box.height)),
  };
}

function shiftToOrigin(
  steps: readonly Step[],
  { boxes, labels, routes }: Pick<LevelLayout, "boxes" | "labels" | "routes">,
  all: readonly Box[],
  { top, bottom }: Extent,
): LevelLayout {
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
