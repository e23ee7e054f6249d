// From lines of the source to nodes and back.

import type { Document, LineShape, Node, SourceSpan } from "../document.ts";
import { byId } from "./collections.ts";
import { formulaText } from "./expressions.ts";
import { formatTensorTight, shorten } from "./formats.ts";
import { ancestors, type Graph } from "./graph.ts";
import { conflictText } from "./labels.ts";
import { type Notation, NUMBERS, symbolicText } from "./notation.ts";

interface Place {
  readonly node?: string;
  readonly line?: number;
}

export interface LineHint {
  readonly text: string;
  /** The formula that `text` had to be cut from. */
  readonly whole?: string;
  /** An assumed shape lies past a mismatch: it is the one that there would be if all before it fitted. */
  readonly kind: "shape" | "assumed" | "warning" | "mismatch";
}

/** A longer formula would hide the code. */
const LONGEST_FORMULA = 40;

/** What stands at the right of each line: the shape of its result, or a sign of what was found there. */
export function lineHints(document: Document, graph: Graph, notation = NUMBERS): Map<number, LineHint> {
  const nodes = byId(document.nodes);
  const hints = new Map<number, LineHint>();
  for (const entry of document.lines) {
    const hint = shapeHint(nodes.get(entry.node), entry, notation);
    if (hint !== null) hints.set(entry.line, hint);
  }
  for (const { line } of document.warnings) {
    if (line !== undefined) hints.set(line, { text: "⚠", kind: "warning" });
  }
  for (const mismatch of document.mismatches) {
    const line = mismatch.line ?? placeOf(document, graph, mismatch)?.line;
    if (line !== undefined && hints.get(line)?.kind !== "mismatch") {
      hints.set(line, { text: conflictText(mismatch), kind: "mismatch" });
    }
  }
  return hints;
}

/** The piece of the source where something was found: its node's, or without a node its whole line. */
export function placeOf(document: Document, graph: Graph, finding: Place): SourceSpan | undefined {
  const { node, line } = finding;
  if (node !== undefined) return spanOf(graph, node);
  const text = line === undefined ? undefined : document.source.text.split("\n")[line - 1];
  if (line === undefined || text === undefined) return undefined;
  const [start, end] = [text.length - text.trimStart().length, text.trimEnd().length];
  return {
    line,
    column: [...text.slice(0, start)].length,
    end_line: line,
    end_column: [...text.slice(0, end)].length,
  };
}

/** There is room for one of the two only: a formula stands where no numbers are wanted. */
function shapeHint(node: Node | undefined, entry: LineShape, { numbers }: Notation): LineHint | null {
  const tensor = node?.outputs[entry.output];
  if (node === undefined || tensor === undefined || node.status === "unreached") return null;
  const { formula } = tensor;
  const kind = node.status === "ok" ? "shape" : "assumed";
  const more = entry.varies ? " …" : "";
  if (!numbers && formula !== undefined && symbolicText(formula) !== "") {
    const whole = `${formulaText(formula, true)}${more}`;
    const text = shorten(whole, LONGEST_FORMULA);
    return { text, kind, ...(text === whole ? {} : { whole }) };
  }
  return { text: `${formatTensorTight(tensor)}${more}`, kind };
}

/** A node's place in the source, or that of the nearest group around it that has one. */
export function spanOf(graph: Graph, id: string): SourceSpan | undefined {
  const around = [id, ...ancestors(graph, id)].map((each) => graph.nodes.get(each)?.span);
  return around.find((span) => span !== undefined);
}

/** The node that a line stands for: the last that ran there, or else the one that is made there. */
export function nodeOfLine(document: Document, line: number): Node | undefined {
  const covers = (span: SourceSpan | undefined) =>
    span !== undefined && span.line <= line && line <= span.end_line;
  const here = document.nodes.filter((node) => covers(node.span));
  const height = (node: Node) => (node.span ? node.span.end_line - node.span.line : 0);
  const tightest = Math.min(...here.map(height));
  return (
    here.findLast((node) => height(node) === tightest) ?? document.nodes.find((node) => covers(node.defined))
  );
}
