// What one view shows at the moment, and who wants to know when it changes.

import type { Document, Edge, Node } from "../document.ts";
import { byId } from "./collections.ts";
import { type Finding, findingsOf } from "./findings.ts";
import { EMPTY_FLOW, type Flow } from "./flow.ts";
import { initiallyOpen, reveal } from "./folding.ts";
import { type Graph, indexGraph } from "./graph.ts";
import { nodeOfLine } from "./lines.ts";
import { liftEdges } from "./links.ts";
import { initialNotation, type Notation } from "./notation.ts";
import { seriesNode } from "./series.ts";

/**
 * "start": the view stands in the page. "sizes": shapes and states differ, structure does not. "line": a line of the
 * code is to be shown, of which "selection" tells too. "notation": shapes are written in another way.
 */
export type Topic = "start" | "sizes" | "folding" | "line" | "selection" | "flow" | "notation";

export class Session {
  readonly graph: Graph;
  /** The document at the sizes shown, and its nodes, series of blocks among them, and edges by id. */
  document: Document;
  nodes: ReadonlyMap<string, Node> = new Map();
  edges: ReadonlyMap<string, Edge> = new Map();
  open: ReadonlySet<string>;
  notation: Notation;
  selected: string | null = null;
  /** The line of the code that was turned to, until something is selected. */
  line: number | null = null;
  /** What was found at the sizes shown, and which of it is being looked at. */
  findings: readonly Finding[] = [];
  finding: Finding | null = null;
  /** The lit path of the tensor under the pointer. */
  flow: Flow = EMPTY_FLOW;
  readonly #listeners: { topic: Topic; listener: () => void }[] = [];

  constructor(readonly original: Document) {
    this.document = original;
    this.graph = indexGraph(original);
    this.#index();
    this.open = initiallyOpen(original, this.graph);
    this.notation = initialNotation(original, liftEdges(this.graph, this.open).length);
  }

  on(topic: Topic, listener: () => void): void {
    this.#listeners.push({ topic, listener });
  }

  start(): void {
    this.#tell("start");
  }

  /** Shows the document at other sizes. */
  show(document: Document): void {
    this.document = document;
    this.#index();
    this.#tell("sizes");
  }

  /** True while the sizes are those of the cell, for which alone there are causes and fixes. */
  get atRecordedSizes(): boolean {
    return this.document === this.original;
  }

  /** Turns to a finding, and selects its node. */
  turnTo(finding: Finding): void {
    this.finding = finding;
    this.select(finding.node ?? null);
  }

  /** Turns to a line of the code, and selects the node that it stands for. */
  turnToLine(line: number): void {
    this.#tell("line");
    this.#choose(nodeOfLine(this.document, line)?.id ?? null, line);
  }

  /** Selects a node, and what was found there, and opens the groups around it. */
  select(id: string | null): void {
    this.#choose(id, null);
  }

  toggle(id: string): void {
    const open = new Set(this.open);
    if (!open.delete(id)) open.add(id);
    this.#setOpen(open);
  }

  write(notation: Notation): void {
    this.notation = notation;
    this.#tell("notation");
  }

  light(flow: Flow): void {
    this.flow = flow;
    this.#tell("flow");
  }

  #choose(id: string | null, line: number | null): void {
    this.selected = id;
    this.line = line;
    const here = this.findings.filter((finding) => id !== null && finding.node === id);
    if (this.finding === null || !here.includes(this.finding)) this.finding = here[0] ?? this.finding;
    if (id !== null) this.#setOpen(reveal(this.graph, this.open, id));
    this.#tell("selection");
  }

  #index(): void {
    const nodes = byId(this.document.nodes);
    for (const series of this.graph.series.values()) nodes.set(series.id, seriesNode(series, nodes));
    this.nodes = nodes;
    this.edges = byId(this.document.edges);
    this.findings = findingsOf(this.document);
    this.finding = this.findings[0] ?? null;
  }

  #setOpen(open: ReadonlySet<string>): void {
    if (open.size === this.open.size && [...open].every((id) => this.open.has(id))) return;
    this.open = open;
    this.#tell("folding");
  }

  #tell(topic: Topic): void {
    for (const each of this.#listeners) if (each.topic === topic) each.listener();
  }
}
