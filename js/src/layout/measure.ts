// How much room nodes and edge labels take, from the widths of their texts.

import type { Edge, Node } from "../document.ts";
import { shorten } from "../model/formats.ts";
import { className, type Graph, isGroup } from "../model/graph.ts";
import { edgeTexts, type LabelLine, labelLines, subtitle } from "../model/labels.ts";
import type { Notation } from "../model/notation.ts";
import type { Size } from "./geometry.ts";

export type Font = "title" | "text" | "small" | "mono" | "formula";
export type Measure = (text: string, font: Font) => number;

/** Generous widths for where no browser is there to ask. */
export const estimate: Measure = (text, font) => {
  const perCharacter = { title: 8, text: 7.6, small: 7, mono: 7.2, formula: 6.6 }[font];
  return text.length * perCharacter;
};

const CARD = { padding: 14, height: 30, heightWithSubtitle: 44, smallest: 96 };
const PILL = { padding: 15, height: 28, smallest: 56 };
const LONGEST_TITLE = 36;
const LONGEST_SUBTITLE = 48;
/** The title of an open group. */
export const HEADER = { gap: 12, handle: 18, smallest: 48, longest: 40, longestKept: 130, fewest: 6 };
/** A formula stands beneath its numbers; one that is wider than `longest` is cut. */
export const LABEL = { padding: 7, line: 16, formula: 13, margin: 2, longest: 230 };

/** What is written on a node, and whether beneath each other (a card) or side by side (a pill). */
export interface NodeFace {
  readonly card: boolean;
  readonly title: string;
  readonly subtitle: string;
  readonly repeats: string;
}

export function faceOf(graph: Graph, node: Node): NodeFace {
  const io = node.kind === "input" || node.kind === "output";
  const kind = node.label === node.kind ? "" : node.kind;
  return {
    card: node.kind === "module",
    title: `${isGroup(graph, node.id) ? "▸ " : ""}${shorten(node.label || className(node), LONGEST_TITLE)}`,
    subtitle: io && node.status !== "unreached" ? kind : shorten(subtitle(graph, node), LONGEST_SUBTITLE),
    repeats: node.repeats > 1 ? `×${node.repeats}` : "",
  };
}

export function measureNode(graph: Graph, node: Node, measure: Measure): Size {
  const { card, title, subtitle, repeats } = faceOf(graph, node);
  const extra = repeats === "" ? 0 : measure(` ${repeats}`, "small");
  const first = measure(title, card ? "title" : "text") + extra;
  const second = subtitle === "" ? 0 : measure(subtitle, "small");
  if (!card) {
    const gap = second > 0 ? 6 : 0;
    return { width: Math.max(PILL.smallest, first + gap + second + 2 * PILL.padding), height: PILL.height };
  }
  return {
    width: Math.max(CARD.smallest, Math.max(first, second) + 2 * CARD.padding),
    height: subtitle === "" ? CARD.height : CARD.heightWithSubtitle,
  };
}

/** How wide an open group must be for a line that enters it in the middle to pass its name. */
export function headerWidth(node: Node, measure: Measure): number {
  const name = Math.min(measure(node.label || className(node), "text"), HEADER.longestKept);
  const repeats = node.repeats > 1 ? measure(` ×${node.repeats}`, "small") : 0;
  return 2 * (HEADER.handle + name + repeats + 2 * HEADER.gap);
}

/** Room for a label as it is now and as a change of sizes may make it: a digit more, or a mismatch. */
export function measureLabel(edges: readonly Edge[], notation: Notation, measure: Measure): Size {
  const lines = labelLines(edges, notation);
  return {
    width: Math.max(0, ...lines.map((line) => lineWidth(line, notation, measure))) + 2 * LABEL.padding,
    height: lines.reduce((sum, line) => sum + lineHeight(line, notation), 0) + 2 * LABEL.margin,
  };
}

function lineWidth({ edge, texts, formula }: LabelLine, { numbers }: Notation, measure: Measure): number {
  const shortest = edgeTexts(asMismatch(edge)).at(-1) ?? "";
  const changing = numbers || formula === "" ? [texts[0], shortest] : [shortest];
  const widths = changing.map((text) => measure(withSpareDigits(text), "mono"));
  if (formula === "") return Math.max(...widths);
  const whole = numbers ? measure(formula, "formula") : measure(texts[0], "mono");
  return Math.max(...widths, Math.min(whole, LABEL.longest));
}

/** One row, and where numbers have a formula beneath them a second, lower one. */
export function lineHeight({ formula }: LabelLine, { numbers }: Notation): number {
  return LABEL.line + (numbers && formula !== "" ? LABEL.formula : 0);
}

function asMismatch(edge: Edge): Edge {
  const last = edge.shape.length - 1;
  const expected = edge.expected ?? edge.shape.map((size, axis) => (axis === last ? size + 1 : size));
  return { ...edge, status: "mismatch", expected };
}

function withSpareDigits(text: string): string {
  return text.replace(/\d+/g, "$&0");
}
