// All that is known of one node, as names and lines of text.

import type { Document, Node, SourceSpan, TensorSpec } from "../document.ts";
import { conditionText, filled, holds } from "./expressions.ts";
import { formatCount, formatTensor } from "./formats.ts";
import { edgeTexts } from "./labels.ts";
import { symbolicText } from "./notation.ts";
import type { Sizes } from "./resizer.ts";
import { sizesOf } from "./sizes.ts";

/** A line of text; of a tensor with its shape as a formula, to stand beneath. */
export type DetailLine = string | { readonly text: string; readonly formula: string };

export interface Detail {
  readonly name: string;
  readonly lines: readonly DetailLine[];
}

/** What there is to tell of `node`; what is empty is left out. */
export function detailsOf(document: Document, node: Node): Detail[] {
  const { origin } = node;
  const sizes = sizesOf(document.symbols);
  const details: Detail[] = [
    { name: "does not fit", lines: misfits(document, node) },
    { name: "warning", lines: warningTexts(document, node) },
    { name: "state", lines: [STATES[node.status]] },
    { name: "inputs", lines: inputTexts(document, node) },
    { name: "outputs", lines: node.outputs.map((tensor) => tensorText(tensor, "")) },
    { name: "needs", lines: needs(document, node, sizes) },
    { name: "how the sizes come about", lines: workings(node, sizes) },
    { name: "arguments", lines: argumentTexts(node.attributes) },
    { name: "parameters", lines: [countText(node.parameter_count, 1)] },
    { name: "multiply-adds", lines: [countText(node.multiply_adds, 1)] },
    { name: "runs", lines: [countText(node.repeats, 2, " times")] },
    { name: "class", lines: [node.target] },
    { name: "path", lines: [node.path] },
    { name: "called in", lines: [placeText(node.span)] },
    { name: "defined in", lines: [placeText(node.defined)] },
    { name: "comes from", lines: origin ? [`${origin.name}, line ${origin.line}`, origin.text] : [] },
  ];
  return details
    .map(({ name, lines }) => ({ name, lines: lines.filter((line) => line !== "") }))
    .filter(({ lines }) => lines.length > 0);
}

function misfits(document: Document, node: Node): string[] {
  const edges = document.edges.filter((edge) => edge.target === node.id && edge.status === "mismatch");
  const mismatches = document.mismatches.filter((mismatch) => mismatch.node === node.id);
  return [...edges.map((edge) => edgeTexts(edge)[0]), ...mismatches.map(({ message }) => message)];
}

function warningTexts(document: Document, node: Node): string[] {
  return document.warnings.filter((warning) => warning.node === node.id).map(({ message }) => message);
}

const STATES: Record<Node["status"], string> = {
  ok: "",
  mismatch: "its input does not fit",
  assumed: "shapes as if what comes before it fitted",
  unreached: "not reached",
};

/** The formulas of inputs stand on the edges that bring them. */
function inputTexts(document: Document, node: Node): DetailLine[] {
  const edges = document.edges.filter((edge) => edge.target === node.id);
  return node.inputs.map((tensor, position) => {
    const edge = edges.find((each) => each.target_input === position);
    const formula = tensor.formula ?? edge?.formula;
    const spec = { ...tensor, ...(formula === undefined ? {} : { formula }) };
    return tensorText(spec, "input");
  });
}

function tensorText(tensor: TensorSpec, unnamed: string): DetailLine {
  const operand = tensor.name ?? unnamed;
  const text = `${operand === "" ? "" : `${operand}: `}${formatTensor(tensor)}, ${tensor.dtype} on ${tensor.device}`;
  const formula = symbolicText(tensor.formula);
  return formula === "" ? text : { text, formula };
}

/** What the node demands of the sizes, and whether the sizes shown are such. */
function needs({ constraints }: Document, { id }: Node, sizes: Sizes): string[] {
  const demands = constraints.filter(({ node, kind }) => kind === "rule" && node === id);
  return demands.map(({ expression }) => {
    const mark = { true: "✓ ", false: "✗ ", null: "" }[`${holds(expression, sizes)}`];
    return `${mark}${conditionText(expression)}`;
  });
}

function workings(node: Node, sizes: Sizes): string[] {
  return node.workings.map((template) => filled(template, sizes));
}

function countText(count: number, least: number, unit = ""): string {
  return count < least ? "" : `${formatCount(count)}${unit}`;
}

function placeText(span: SourceSpan | undefined): string {
  if (span === undefined) return "";
  return span.line === span.end_line ? `line ${span.line}` : `lines ${span.line} to ${span.end_line}`;
}

/** The list "arguments" holds those of a call as they stand in the code; any other attribute has a name. */
function argumentTexts(attributes: Node["attributes"]): string[] {
  return Object.entries(attributes).flatMap(([name, value]: [string, unknown]) =>
    name === "arguments" && Array.isArray(value) ? value.map(String) : [`${name} = ${pythonText(value)}`],
  );
}

/** A value as Python writes it: None, True, (3, 3), 'zeros'. */
function pythonText(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `(${value.map(pythonText).join(", ")}${value.length === 1 ? "," : ""})`;
  if (typeof value !== "object") return String(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${key}: ${pythonText(each)}`)
    .join(", ")}}`;
}
