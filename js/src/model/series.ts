// Series of equal blocks, as the twelve of a GPT-2: they are drawn as one group, at first folded.

import type { Document, Edge, Node } from "../document.ts";
import { byId, groupBy } from "./collections.ts";
import { formatTensor } from "./formats.ts";

/** Blocks that run one after the other, each on the result of the one before. */
export interface Series {
  readonly id: string;
  readonly members: readonly [first: string, ...others: string[]];
}

/** Fewer equal blocks than this stand for themselves: a fold would hide more than it spares. */
const SMALLEST = 3;

/** The series of a document; `children` has the ids inside each group, in the order in which they ran. */
export function findSeries(document: Document, children: ReadonlyMap<string, readonly string[]>): Series[] {
  const blocks = new Blocks(document, children);
  return [...children.values()]
    .flatMap((siblings) => splitIntoRuns(siblings, blocks))
    .flatMap((members) => {
      const [first, ...others] = members;
      if (first === undefined || members.length < SMALLEST) return [];
      return [{ id: `series-${first}`, members: [first, ...others] }];
    });
}

function splitIntoRuns(siblings: readonly string[], blocks: Blocks): string[][] {
  const runs: string[][] = [];
  for (const id of siblings) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && blocks.repeats(before, id)) run.push(id);
    else runs.push([id]);
  }
  return runs;
}

/** What there is to compare in blocks. What is inside one is written down only when another asks. */
class Blocks {
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #outgoing: ReadonlyMap<string, readonly Edge[]>;
  readonly #failing: ReadonlySet<string>;
  readonly #forms = new Map<string, string>();
  readonly #children: ReadonlyMap<string, readonly string[]>;

  constructor(document: Document, children: ReadonlyMap<string, readonly string[]>) {
    this.#children = children;
    this.#nodes = byId(document.nodes);
    this.#outgoing = groupBy(document.edges, (edge) => edge.source);
    this.#failing = new Set(document.mismatches.flatMap((mismatch) => mismatch.node ?? []));
  }

  /** True if `next` is a block of the same form as `before`, all in order, and works on its result. */
  repeats(before: string, next: string): boolean {
    const [one, other] = [this.#nodes.get(before), this.#nodes.get(next)];
    if (!this.#children.has(before) || !this.#children.has(next)) return false;
    if (one === undefined || one.target !== other?.target) return false;
    return (
      this.#feeds(before, next) &&
      this.#formOf(before) === this.#formOf(next) &&
      [before, next].every((id) => this.#fits(id))
    );
  }

  #feeds(before: string, next: string): boolean {
    const inNext = new Set(this.#within(next));
    return this.#within(before).some((id) => this.#outgoing.get(id)?.some((edge) => inNext.has(edge.target)));
  }

  #fits(id: string): boolean {
    return this.#within(id).every(
      (each) => this.#nodes.get(each)?.status === "ok" && !this.#failing.has(each),
    );
  }

  #formOf(id: string): string {
    const form = this.#forms.get(id) ?? this.#describe(id);
    this.#forms.set(id, form);
    return form;
  }

  /** What the nodes of a block are, and which of them feeds which; what they are called does not count. */
  #describe(id: string): string {
    const ids = this.#within(id);
    const places = new Map(ids.map((each, place) => [each, place]));
    const nodes = ids.map((each) => describeNode(this.#nodes.get(each), this.#children.get(each)?.length));
    const edges = ids
      .flatMap((each) => this.#outgoing.get(each) ?? [])
      .filter((edge) => places.has(edge.target))
      .map((edge) => [
        places.get(edge.source),
        edge.source_output,
        places.get(edge.target),
        edge.target_input,
      ]);
    return JSON.stringify([nodes, edges]);
  }

  #within(id: string): string[] {
    return [id, ...(this.#children.get(id) ?? []).flatMap((child) => this.#within(child))];
  }
}

function describeNode(node: Node | undefined, inside: number | undefined): unknown[] {
  if (node === undefined) return [];
  const { kind, target, summary, repeats, parameter_count } = node;
  const shapes = [node.inputs, node.outputs].map((tensors) => tensors.map(({ shape }) => shape));
  return [kind, target, summary, repeats, parameter_count, shapes, inside];
}

/**
 * The node that stands for a series: it takes what its first block takes and gives what its last one gives.
 * Its summary is the shape that each block gives, or where they differ that of the first and "…".
 */
export function seriesNode(series: Series, nodes: ReadonlyMap<string, Node>): Node {
  const members = series.members.flatMap((id) => nodes.get(id) ?? []);
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`series ${series.id} is empty`);
  return {
    ...first,
    id: series.id,
    label: first.label === last.label ? first.label : `${first.label} … ${last.label}`,
    path: first.path === last.path ? first.path : `${first.path} … ${last.path}`,
    summary: summarize(members),
    outputs: last.outputs,
    parameter_count: sum(members, (node) => node.parameter_count),
    frozen_count: sum(members, (node) => node.frozen_count),
    parameter_bytes: sum(members, (node) => node.parameter_bytes),
    multiply_adds: sum(members, (node) => node.multiply_adds),
    repeats: members.length,
    status: worstStatus(members),
  };
}

function sum(nodes: readonly Node[], count: (node: Node) => number): number {
  return nodes.reduce((total, node) => total + count(node), 0);
}

function worstStatus(nodes: readonly Node[]): Node["status"] {
  const order = ["mismatch", "unreached", "assumed"] as const;
  return order.find((status) => nodes.some((node) => node.status === status)) ?? "ok";
}

function summarize(members: readonly Node[]): string {
  const [first, ...others] = members.map((node) => node.outputs.map(formatTensor).join(", "));
  return others.every((each) => each === first) ? `${first} each` : `${first} …`;
}
