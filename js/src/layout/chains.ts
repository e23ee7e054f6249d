// Runs of nodes that simply follow each other. They are stacked without dagre's help, which sees one tall node
// for each run: most models are long runs with few branches, and dagre's effort grows fast with their number.

import { groupBy } from "../model/collections.ts";
import type { Box, Point, Size } from "./geometry.ts";
import { isPort, type Step, stepKey } from "./steps.ts";

/** The size of a node, and how far from its left side the lines meet it: in the middle if nothing is said. */
export interface NodeSize extends Size {
  readonly spine?: number;
}

export type SizedNode = readonly [id: string, size: NodeSize];

/** A run of nodes, known by the first of them; boxes are measured from the top left corner of the run. */
export interface Chain extends Size {
  readonly id: string;
  readonly spine: number;
  readonly nodes: ReadonlyMap<string, Box>;
  /** The labels between the nodes, by trunk. */
  readonly labels: ReadonlyMap<string, Box>;
  /** The lines between the nodes, by the keys of their steps. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

export interface Gaps {
  /** Between the nodes of a run, besides the height of the label. */
  readonly ranks: number;
  /** Between a line and the label beside it. */
  readonly label: number;
}

/** The nodes as runs, each as long as possible; a node with several ways in or out begins or ends one. */
export function findChains(
  nodes: readonly SizedNode[],
  steps: readonly Step[],
  labels: ReadonlyMap<string, Size>,
  gaps: Gaps,
): Chain[] {
  const next = followers(steps);
  const followed = new Set([...next.values()].map((step) => step.to));
  const sizes = new Map(nodes);
  const heads = nodes.filter(([id]) => !followed.has(id));
  const runs = heads
    .map(([id]) => run(id, next))
    .flatMap((members) => (loops(members, steps) ? alone(members) : [members]));
  const reached = new Set(runs.flat().map((member) => member.id));
  const inRings = nodes.filter(([id]) => !reached.has(id)).map(([id]) => [{ id, before: null }]);
  return [...runs, ...inRings].map((members) => stack(members, sizes, labels, gaps));
}

/** True if a step leads from a node of the run back to an earlier one, as in a folded loop. */
function loops(members: readonly Member[], steps: readonly Step[]): boolean {
  const order = new Map(members.map((member, position) => [member.id, position]));
  return steps.some(({ from, to }) => {
    const [start, end] = [order.get(from), order.get(to)];
    return start !== undefined && end !== undefined && end !== start + 1;
  });
}

function alone(members: readonly Member[]): Member[][] {
  return members.map(({ id }) => [{ id, before: null }]);
}

/** For each node the step that is its only one out and the only one into its target. */
function followers(steps: readonly Step[]): Map<string, Step> {
  const out = groupBy(steps, (step) => step.from);
  const into = groupBy(steps, (step) => step.to);
  const simple = steps.filter(
    ({ from, to }) =>
      !isPort(from) && !isPort(to) && out.get(from)?.length === 1 && into.get(to)?.length === 1,
  );
  return new Map(simple.map((step) => [step.from, step]));
}

/** A node of a run, with the step that leads to it from the one before. */
interface Member {
  readonly id: string;
  readonly before: Step | null;
}

function run(head: string, next: ReadonlyMap<string, Step>): Member[] {
  const members: Member[] = [{ id: head, before: null }];
  for (let step = next.get(head); step !== undefined; step = next.get(step.to)) {
    members.push({ id: step.to, before: step });
  }
  return members;
}

function stack(
  members: readonly Member[],
  sizes: ReadonlyMap<string, NodeSize>,
  labels: ReadonlyMap<string, Size>,
  gaps: Gaps,
): Chain {
  const sized = members.map(({ id, before }) => {
    const { width = 0, height = 0, spine = width / 2 } = sizes.get(id) ?? {};
    return { id, before, size: { width, height, spine } };
  });
  const chain = new Stack(Math.max(...sized.map(({ size }) => size.spine)), gaps);
  for (const { id, before, size } of sized) {
    if (before !== null) chain.addLine(before, labels.get(before.trunk));
    chain.addNode(id, size);
  }
  return chain.finish(members[0]?.id ?? "");
}

/** A run as it grows downwards along its spine. */
class Stack {
  readonly #nodes = new Map<string, Box>();
  readonly #labels = new Map<string, Box>();
  readonly #routes = new Map<string, readonly Point[]>();
  #width = 0;
  #height = 0;
  readonly #spine: number;
  readonly #gaps: Gaps;

  constructor(spine: number, gaps: Gaps) {
    this.#spine = spine;
    this.#gaps = gaps;
  }

  addNode(id: string, { width, height, spine }: Required<NodeSize>): void {
    const x = this.#spine - spine;
    this.#nodes.set(id, { x, y: this.#height, width, height });
    this.#width = Math.max(this.#width, x + width);
    this.#height += height;
  }

  addLine(step: Step, label: Size | undefined): void {
    const [top, half, labelHeight] = [this.#height, this.#gaps.ranks / 2, label?.height ?? 0];
    this.#height += 2 * half + labelHeight;
    // The two points in the middle keep the line upright beside the label, wherever an open group leads its ends.
    const stops = [top, top + half, top + half + labelHeight, this.#height];
    this.#routes.set(
      stepKey(step),
      stops.map((y) => ({ x: this.#spine, y })),
    );
    if (label === undefined) return;
    const box = { x: this.#spine + this.#gaps.label, y: top + half, ...label };
    this.#labels.set(step.trunk, box);
    this.#width = Math.max(this.#width, box.x + box.width);
  }

  finish(id: string): Chain {
    return {
      id,
      spine: this.#spine,
      width: this.#width,
      height: this.#height,
      nodes: this.#nodes,
      labels: this.#labels,
      routes: this.#routes,
    };
  }
}
