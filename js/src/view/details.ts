// All that is known of the selected node.

import type { Node, SourceSpan, TensorSpec } from "../document.ts";
import { edgeTexts, formatCount, formatShape } from "../model/labels.ts";
import type { Session } from "../model/session.ts";
import { html } from "./dom.ts";
import type { Panel } from "./side.ts";

const NOTHING = "Select a node of the graph or a line of the code to see its details.";

export function detailsPanel(session: Session): Panel {
  const element = html("div", { class: "details" });
  const paint = () => {
    const node = session.selected === null ? undefined : session.nodes.get(session.selected);
    element.replaceChildren(...(node ? describe(session, node) : [html("p", { class: "muted" }, NOTHING)]));
  };
  return { title: "Details", element, paint };
}

function describe(session: Session, node: Node): HTMLElement[] {
  const wanted = (session.graph.incoming.get(node.id) ?? []).flatMap((edge) => {
    const now = session.edges.get(edge.id);
    return now?.status === "mismatch" ? [edgeTexts(now)[0]] : [];
  });
  const rows: [name: string, values: string[]][] = [
    ["class", [node.target]],
    ["path", [node.path]],
    ["state", [STATES[node.status]]],
    ["does not fit", wanted],
    ["input", node.inputs.map(tensorText)],
    ["output", node.outputs.map(tensorText)],
    ["arguments", Object.entries(node.attributes).map(([name, value]) => `${name} = ${valueText(value)}`)],
    ["parameters", [node.parameter_count > 0 ? formatCount(node.parameter_count) : ""]],
    ["multiply-adds", [node.multiply_adds > 0 ? formatCount(node.multiply_adds) : ""]],
    ["runs", [node.repeats > 1 ? `${formatCount(node.repeats)} times` : ""]],
    ["called in", [placeText(node.span)]],
    ["made in", [placeText(node.defined)]],
    ["comes from", node.origin ? [`${node.origin.name}, line ${node.origin.line}`, node.origin.text] : []],
  ];
  const entries = rows.flatMap(([name, values]) => {
    const shown = values.filter((value) => value !== "");
    return shown.length === 0 ? [] : [html("dt", {}, name), ...shown.map((value) => html("dd", {}, value))];
  });
  return [html("h3", {}, node.label), html("dl", {}, ...entries)];
}

const STATES: Record<Node["status"], string> = {
  ok: "",
  mismatch: "its input does not fit",
  assumed: "shapes as if what comes before it fitted",
  unreached: "not reached",
};

function tensorText(tensor: TensorSpec): string {
  const name = tensor.name === undefined ? "" : `${tensor.name}: `;
  return `${name}${formatShape(tensor.shape)}   ${tensor.dtype} on ${tensor.device}`;
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function placeText(span: SourceSpan | undefined): string {
  if (span === undefined) return "";
  return span.line === span.end_line ? `line ${span.line}` : `lines ${span.line} to ${span.end_line}`;
}
