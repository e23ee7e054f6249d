// What stands on nodes and edges: their shapes and states as the text that a person reads.

import type { Document, Edge, Formula, Mismatch, Node, Shape } from "../document.ts";
import { expressionText, formulaText } from "./expressions.ts";
import { formatShape, formatSize, formatTensor, NOT_KNOWN } from "./formats.ts";
import { className, type Graph, isGroup } from "./graph.ts";
import { type Notation, symbolicText } from "./notation.ts";

export const AS_IF_IT_FITTED = "as if it fitted";

/** What stands on an edge, the fullest text first; the last one is the shortest that will do. */
export function edgeTexts(edge: Edge): Texts {
  return textsOf(edge, formatTensor(edge), (axis) => formatSize(edge, axis));
}

/** The same with the edge's formula for its shape. What does not fit is told in numbers where that is too long. */
function formulaTexts(edge: Edge, formula: Formula): Texts {
  const texts = textsOf(edge, formulaText(formula), (axis) => expressionText(formula[axis] ?? 0));
  return edge.status === "mismatch" ? [...texts, ...edgeTexts(edge).slice(-1)] : texts;
}

export type Texts = readonly [string, ...string[]];

function textsOf(edge: Edge, shape: string, actual: (axis: number) => string): Texts {
  if (edge.status === "ok" || shape === NOT_KNOWN) return [shape];
  if (edge.status === "assumed") return [`${shape} ${AS_IF_IT_FITTED}`, shape];
  if (edge.expected === undefined || `${edge.expected}` === `${edge.shape}`) return [`✗ ${shape}`];
  const axis = onlyDifference(edge.shape, edge.expected);
  if (axis === null) return [`✗ ${shape} ≠ ${formatShape(edge.expected)}`];
  const where = axis === edge.shape.length - 1 ? "" : ` in axis ${axis}`;
  const wanted = `${edge.expected[axis]}${where}`;
  return [`✗ ${shape} ≠ ${wanted}`, `✗ ${actual(axis)} ≠ ${wanted}`];
}

/** The one axis in which two shapes differ; null if there are several, or the axes are not as many. */
function onlyDifference(actual: Shape, expected: Shape): number | null {
  const axes = actual.flatMap((size, axis) => (size === expected[axis] ? [] : [axis]));
  return actual.length === expected.length && axes.length === 1 ? (axes[0] ?? null) : null;
}

const LINES_SHOWN = 3;

export interface LabelLine {
  readonly edge: Edge;
  readonly texts: Texts;
  /** The shape as a formula, "" if that tells nothing; it stands beneath, or in `texts` where no numbers do. */
  readonly formula: string;
}

/** The lines of a label that stands for several edges: each kind once, at most three and a count. */
export function labelLines(edges: readonly Edge[], notation: Notation): LabelLine[] {
  const distinct = new Map(edges.map((edge) => [kindOf(edge, notation), edge]));
  const ranked = [...distinct.values()].sort((a, b) => rank(a) - rank(b));
  const lines = ranked.slice(0, LINES_SHOWN).map((edge) => labelLine(edge, notation));
  const hidden = ranked[LINES_SHOWN];
  if (hidden !== undefined) {
    const texts = [`+${ranked.length - LINES_SHOWN} more`] as const;
    lines.push({ edge: { ...hidden, status: "ok" }, texts, formula: "" });
  }
  return lines;
}

/** The first `count` of the lines; where a change of sizes made more of them, the last one ends in "…". */
export function firstLines(lines: readonly LabelLine[], count: number): readonly LabelLine[] {
  if (lines.length <= count) return lines;
  return lines.slice(0, count).map((line, position) => {
    if (position < count - 1) return line;
    const [fullest, ...others] = line.texts.map((text) => `${text} …`);
    return { ...line, texts: [fullest ?? "", ...others] };
  });
}

function labelLine(edge: Edge, notation: Notation): LabelLine {
  const formula = notation.formulas ? symbolicText(edge.formula) : "";
  if (!notation.numbers && edge.formula !== undefined && formula !== "")
    return { edge, texts: formulaTexts(edge, edge.formula), formula };
  return { edge, texts: edgeTexts(edge), formula };
}

function kindOf(edge: Edge, notation: Notation): string {
  const formula = notation.formulas ? symbolicText(edge.formula) : "";
  return `${edge.status} ${edge.shape} ${edge.expected} ${formula}`;
}

/** Mismatches stand first, so that they are never among the "+2 more". */
function rank(edge: Edge): number {
  return edge.status === "mismatch" ? 0 : 1;
}

/** "Linear 3136 → 10": what kind of module a node is, in one line. */
export function subtitle(graph: Graph, node: Node): string {
  if (node.status === "unreached") return "not reached";
  const parts = node.kind === "module" ? [className(node), node.summary] : [node.summary];
  if (isGroup(graph, node.id) && !graph.series.has(node.id))
    parts.push(`${graph.children.get(node.id)?.length} inside`);
  return parts
    .filter((part) => part !== "" && part !== node.label)
    .join(isGroup(graph, node.id) ? " · " : " ");
}

/** "16384 ≠ 3136": what does not fit, for the margin of the code. */
export function conflictText(mismatch: Mismatch): string {
  const conflict = mismatch.conflicts[0];
  if (conflict === undefined) return "✗";
  return `${conflict.actual} ≠ ${conflict.expected}${UNITS[conflict.unit]}`;
}

/** A node in words, for a screen reader: "fc1, Linear, expects 3136, gets 16384, mismatch". */
export function describeNode(document: Document, node: Node): string {
  const conflicts = document.mismatches
    .filter((mismatch) => mismatch.node === node.id)
    .flatMap((mismatch) => mismatch.conflicts)
    .map(({ expected, actual, unit }) => `expects ${expected}${UNITS[unit]}, gets ${actual}`);
  const output = node.outputs[0];
  const gives = node.status === "ok" && output ? `gives ${formatTensor(output)}` : "";
  const repeats = node.repeats > 1 ? `${node.repeats} times` : "";
  const kind = node.kind === "module" ? className(node) : node.kind;
  const parts = [node.label, kind, repeats, ...conflicts, gives, STATUS_WORDS[node.status]];
  return parts.filter((part) => part !== "").join(", ");
}

const UNITS = { size: "", axes: " axes", elements: " elements" };

const STATUS_WORDS: Record<Node["status"], string> = {
  ok: "",
  mismatch: "mismatch",
  assumed: AS_IF_IT_FITTED,
  unreached: "not reached",
};
