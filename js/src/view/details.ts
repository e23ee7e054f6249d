// All that is known of the selected node.

import { type Detail, type DetailLine, detailsOf } from "../model/details.ts";
import type { Session } from "../model/session.ts";
import { html } from "./dom.ts";
import type { Panel } from "./side.ts";

const NOTHING = "Select a node of the graph or a line of the code to see its details.";

export function detailsPanel(session: Session): Panel {
  const element = html("div", { class: "details" });
  const paint = () => {
    const { selected, nodes, document } = session;
    const node = selected === null ? undefined : nodes.get(selected);
    if (node === undefined) element.replaceChildren(html("p", { class: "muted" }, NOTHING));
    else element.replaceChildren(html("h3", {}, node.label), list(detailsOf(document, node)));
  };
  return { title: "Details", element, paint };
}

function list(details: readonly Detail[]): HTMLElement {
  const entries = details.flatMap(({ name, lines }) => {
    const term = html("dt", {}, name);
    term.style.gridRowEnd = `span ${lines.length}`;
    return [term, ...lines.map(entry)];
  });
  return html("dl", {}, ...entries);
}

function entry(line: DetailLine): HTMLElement {
  if (typeof line === "string") return html("dd", {}, line);
  return html("dd", {}, line.text, html("div", { class: "formula" }, line.formula));
}
